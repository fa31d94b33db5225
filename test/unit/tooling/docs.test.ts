// Every file and folder of ours that the documents name is there: a reader who follows them gets somewhere.
// And they tell every option that a command has.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { COMMANDS } from '../../../daemon/cli/words/commands.ts';

const docs = suite('documents');

const root = join(import.meta.dirname, '..', '..', '..');
const ROOMS = /^(?:contracts|runtime|validators|agents|skills|daemon|test|bench|docs|bin|\.ci)\//;

/** Paths in backticks that begin in a room; up to a pattern or a placeholder, from where on nothing can be looked up. */
function pathsIn(text: string): string[] {
  return [...text.matchAll(/`([\w./-]+[^`\s]*)`/g)].flatMap(([, path = '']) => {
    if (!ROOMS.test(path)) return [];
    const known = path.split(/[<*{…]/)[0] ?? '';
    return [known.length < path.length ? known.slice(0, known.lastIndexOf('/')) : known];
  });
}

for (const name of ['CONTRIBUTING.md', 'docs/architecture.md', 'docs/protocols.md', 'docs/agents.md', 'docs/operations.md']) {
  docs(`${name} names only what exists`, () => {
    const named = pathsIn(readFileSync(join(root, name), 'utf8'));
    assert.equal(
      named.filter((path) => !existsSync(join(root, path))),
      [],
    );
  });
}

docs('are checked where they name files', () => {
  assert.ok(pathsIn(readFileSync(join(root, 'docs/architecture.md'), 'utf8')).length > 20);
  assert.equal(pathsIn('`skills/none.ts` and `skills/phases/<kind>/advance.ts`, `muster run`'), ['skills/none.ts', 'skills/phases']);
});

docs('tell every command and every option', async () => {
  const pages = readdirSync(join(root, 'docs')).filter((it) => it.endsWith('.md'));
  const text = ['README.md', ...pages.map((it) => `docs/${it}`)].map((it) => readFileSync(join(root, it), 'utf8')).join('\n');
  const isTold = (option: string) => new RegExp(`--${option}(?![\\w-])`).test(text);
  const untold: string[] = [];
  for (const [name, entry] of Object.entries(COMMANDS)) {
    if (!new RegExp(`(\`|muster )${name}(?![\\w-])`).test(text)) untold.push(name);
    const { options } = await entry.load();
    untold.push(...Object.keys(options).flatMap((it) => (isTold(it) ? [] : [`${name} --${it}`])));
  }
  assert.equal(untold, []);
});

docs.run();
