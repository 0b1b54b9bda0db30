/** Compare schema.graphql with that of the last tag: a breaking change fails. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const root = new URL('../../', import.meta.url);
const PATH = 'schema/schema.graphql';
const git = (...command) => execFileSync('git', command, { cwd: root, encoding: 'utf8' });

const [tag] = git('tag', '--sort=-creatordate', '--merged', 'HEAD').split('\n');
if (!tag) {
  console.log('There is no tag yet, and so nothing to break.');
  process.exit();
}

const before = buildSchema(git('show', `${tag}:${PATH}`));
const changes = await diff(before, buildSchema(readFileSync(new URL(PATH, root), 'utf8')));
const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);
for (const { message } of breaking) console.error(`Breaks clients of ${tag}: ${message}`);
console.log(`${changes.length} changes since ${tag}, ${breaking.length} of them breaking.`);
process.exitCode = breaking.length ? 1 : 0;
