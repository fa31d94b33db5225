// `npm run lifecycles` writes docs/lifecycles.md again; with `--check` it only says whether the file is out of date.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lifecyclesText } from './lifecycles/print.ts';

const path = join(import.meta.dirname, '..', 'docs', 'lifecycles.md');
const text = lifecyclesText();

if (!process.argv.includes('--check')) writeFileSync(path, text);
else if (readFileSync(path, 'utf8') !== text) {
  console.error('docs/lifecycles.md is not what the tables in skills/run/lifecycles/ say. `npm run lifecycles` prints it anew.');
  process.exitCode = 1;
}
