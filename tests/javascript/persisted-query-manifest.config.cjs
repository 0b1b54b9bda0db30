const { fromGraphQLCodegenPersistedDocuments } = require('@apollo/generate-persisted-query-manifest');

// The operations as Apollo Client sends them, from what GraphQL Codegen collected.
module.exports = {
  documents: fromGraphQLCodegenPersistedDocuments('generated/client/persisted-documents.json'),
  output: 'generated/apollo-manifest.json',
};
