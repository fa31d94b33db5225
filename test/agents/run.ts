// `npm run test:agents`: installs the real agent programs and runs whole Muster runs with them against
// the scripted model server, one file after the other. `-- --need codex,opencode` fails without these, and
// tries no others; `-- --only hostile` runs only the files that match.

import { globSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runFile } from '../runner/one-file.ts';
import { focusIn } from '../runner/sources.ts';
import { CLIS, type Cli, install } from './install.ts';

const { values } = parseArgs({ options: { need: { type: 'string' }, only: { type: 'string', default: '' } } });
const needed = values.need?.split(',');
const strict = Boolean(process.env.CI);

const bins: Partial<Record<Cli, string>> = {};
for (const cli of CLIS) {
  if (needed && !needed.includes(cli)) continue;
  try {
    bins[cli] = install(cli);
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    if (needed) throw new Error(`${cli} could not be installed: ${says}`, { cause: error });
    console.log(`${cli} is left out, it could not be installed: ${says}`);
  }
}
console.log(`with ${Object.keys(bins).join(', ')}`);
process.env.AGENTS_UNDER_TEST = JSON.stringify(bins);

let passed = 0;
let failed = 0;
const files = globSync(join(import.meta.dirname, '*.test.ts')).sort();
for (const file of files.filter((it) => it.includes(values.only))) {
  const focus = strict ? focusIn(file) : [];
  const { totals, faults, output, ms } =
    focus.length > 0 ? { totals: undefined, faults: focus, output: '', ms: 0 } : await runFile(file, { deadline: 900_000, strict });
  const missed = totals ? totals.total - totals.passed : 0;
  passed += totals?.passed ?? 0;
  failed += faults.length > 0 ? Math.max(1, missed) : missed;
  console.log(
    `${faults.length > 0 ? 'FAIL' : 'ok  '} ${file.slice(file.lastIndexOf('/') + 1)}  ${totals?.passed ?? 0} passed  ${Math.round(ms)} ms`,
  );
  if (faults.length > 0) console.log(`${faults.join('\n')}\n${output}`.replace(/^/gm, '    '));
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
