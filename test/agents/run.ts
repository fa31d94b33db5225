// `npm run test:agents`: installs the real agent programs and runs whole Muster runs with them against the
// scripted model server. `-- --need codex,opencode` fails without these, and tries no others; `-- --only
// together,keeping` runs only the files that match; `-- --endings codex` tries every ending with that one only, which
// is quicker; `-- --jobs 2` is how many at once.

import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import PQueue from 'p-queue';
import { type Outcome, runFile } from '../runner/one-file.ts';
import { focusIn } from '../runner/sources.ts';
import { CLIS, type Cli, install } from './install.ts';

const { values } = parseArgs({
  options: {
    need: { type: 'string' },
    only: { type: 'string', default: '' },
    endings: { type: 'string' },
    jobs: { type: 'string', default: '2' },
  },
});
const needed = values.need?.split(',');
const strict = Boolean(process.env.CI);
const jobs = Number(values.jobs);
if (!Number.isInteger(jobs) || jobs < 1) throw new Error(`--jobs ${values.jobs} is no number of jobs`);

const bins: Partial<Record<Cli, string>> = {};
for (const cli of CLIS) {
  if (needed && !needed.includes(cli)) continue;
  try {
    bins[cli] = install(cli);
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    if (needed) {
      console.log(`${cli} could not be installed: ${says}\n\n0 passed, 1 failed`);
      process.exit(1);
    }
    console.log(`${cli} is left out, it could not be installed: ${says}`);
  }
}
const found = Object.keys(bins) as Cli[];
console.log(`with ${found.join(', ')}, ${jobs} at once`);

/** What tries one program after the other can as well try them beside each other. */
const EACH_ALONE = 'endings.test.ts';
/** Working together takes two, and only one of them speaks ACP. */
const canTake = (file: string): boolean =>
  basename(file) === 'together.test.ts' ? found.length > 1 : basename(file) !== 'acp.test.ts' || found.includes('opencode');
type Turn = { file: string; clis: readonly Cli[] };
const files = globSync(join(import.meta.dirname, '*.test.ts'))
  .sort()
  .filter((it) => values.only.split(',').some((part) => basename(it).includes(part)));
const alone = files.filter((it) => basename(it) === EACH_ALONE);
const others = files.filter((it) => basename(it) !== EACH_ALONE && canTake(it));
const tried = found.filter((it) => values.endings?.split(',').includes(it) ?? true);
// The longest first, so that nobody is left with it at the end.
const turns: Turn[] = [
  ...alone.flatMap((file) => tried.toReversed().map((cli) => ({ file, clis: [cli] }))),
  ...others.map((file) => ({ file, clis: found })),
];

let passed = 0;
let failed = 0;
const queue = new PQueue({ concurrency: jobs });
await Promise.all(turns.map((turn) => queue.add(async () => report(turn, await take(turn)))));
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function take({ file, clis }: Turn): Promise<Outcome> | Outcome {
  const focus = strict ? focusIn(file) : [];
  if (focus.length > 0) return { file, totals: undefined, faults: focus, output: '', ms: 0 };
  const env = { AGENTS_UNDER_TEST: JSON.stringify(Object.fromEntries(clis.map((it) => [it, bins[it]]))) };
  return runFile(file, { deadline: 900_000, strict, env });
}

function report({ file, clis }: Turn, { totals, faults, output, ms }: Outcome): void {
  const missed = totals ? totals.total - totals.passed : 0;
  passed += totals?.passed ?? 0;
  failed += faults.length > 0 ? Math.max(1, missed) : missed;
  const state = faults.length > 0 ? 'FAIL' : 'ok  ';
  console.log(`${state} ${basename(file)} with ${clis.join(', ')}  ${totals?.passed ?? 0} passed  ${Math.round(ms)} ms`);
  if (faults.length > 0) console.log(`${faults.join('\n')}\n${output}`.replace(/^/gm, '    '));
}
