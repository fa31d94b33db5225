// `npm run check`: runs every `check:…` script of package.json, all of them even if one fails, because a person wants the whole list. `npm
// run check -- types house` runs only those two.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const known = Object.keys(scripts).flatMap((name) => (name.startsWith('check:') ? [name.slice('check:'.length)] : []));

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No check is called ${unknown.join(' or ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}

const failed: string[] = [];
for (const name of asked.length > 0 ? asked : known) {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--run', `check:${name}`], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    maxBuffer: 64 * 1024 * 1024,
  });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}  ${Math.round(performance.now() - began)} ms`);
  if (status !== 0) {
    failed.push(name);
    console.log(`${stdout}${stderr}`.trimEnd().replace(/^/gm, '    '));
  }
}
if (failed.length > 0) console.log(`\nThese checks failed: ${failed.join(', ')}.`);
process.exitCode = failed.length > 0 ? 1 : 0;
