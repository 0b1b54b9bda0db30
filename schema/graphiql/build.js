import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const OUTPUT = '../static/graphiql';

const shared = {
  bundle: true,
  charset: 'utf8',
  define: { 'process.env.NODE_ENV': '"production"' },
  format: 'esm',
  legalComments: 'none', // they are all in THIRD_PARTY_LICENSES.txt
  logLevel: 'warning',
  metafile: true,
  minify: true,
  target: 'es2022',
};

/** The folders of the npm packages of which something was bundled. */
function packages(...builds) {
  const inputs = builds.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const folders = inputs.map((input) => input.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0]);
  return [...new Set(folders.filter(Boolean))].sort();
}

async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|thirdpartynotices)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, 'utf8')));
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.replaceAll('\r', '').trim())].join('\n\n');
}

await rm(OUTPUT, { recursive: true, force: true });

const page = await build({
  ...shared,
  alias: {
    'prettier/parser-babel': './src/prettier-json.js',
    'prettier/plugins/estree': './src/prettier-json.js',
    'prettier/parser-graphql': 'prettier/plugins/graphql', // the same once more, in the format of old
  },
  assetNames: 'fonts/[name]',
  entryPoints: { graphiql: 'src/main.jsx' },
  jsx: 'automatic',
  keepNames: true, // GraphiQL derives the titles of its icons from them
  loader: { '.ttf': 'file', '.woff2': 'file' },
  outdir: OUTPUT,
});

const workers = await build({
  ...shared,
  chunkNames: 'shared-[hash]',
  entryPoints: {
    editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
    graphql: 'monaco-graphql/esm/graphql.worker.js',
    json: 'monaco-editor/esm/vs/language/json/json.worker.js',
  },
  outdir: `${OUTPUT}/workers`,
  splitting: true,
});

await copyFile('src/favicon.svg', `${OUTPUT}/favicon.svg`);
const notices = await Promise.all(packages(page, workers).map(notice));
await writeFile(`${OUTPUT}/THIRD_PARTY_LICENSES.txt`, notices.join(`\n\n${'-'.repeat(80)}\n\n`) + '\n');
