import type { CodegenConfig } from '@graphql-codegen/cli';

// strictScalars refuses a scalar of the schema that is not among these.
const config = {
  enumsAsTypes: true,
  strictScalars: true,
  scalars: {
    ID: 'string',
    Date: 'string', // 2026-05-01
    DateTime: 'string', // 2026-05-01T12:30:00+00:00
    JSON: 'unknown',
    Upload: { input: 'File | Blob', output: 'never' },
  },
};

export default {
  schema: '../../schema/schema.graphql',
  documents: 'documents/*.graphql',
  generates: {
    'generated/client/': { preset: 'client', presetConfig: { persistedDocuments: true }, config },
    'generated/schema.ts': { plugins: ['typescript'], config },
  },
} satisfies CodegenConfig;
