import { applyEdits, format } from 'jsonc-parser';

// In place of prettier's JavaScript parser and printer, half a megabyte that GraphiQL uses for JSON alone.
export const parsers = {
  jsonc: { astFormat: 'jsonc', locEnd: ({ text }) => text.length, locStart: () => 0, parse: (text) => ({ text }) },
};

export const printers = {
  jsonc: {
    print: ({ node }) => applyEdits(node.text, format(node.text, undefined, { insertSpaces: true, tabSize: 2 })),
  },
};
