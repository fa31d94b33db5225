// `npm test`: every test file in a process of its own, a line for each, and a verdict that does not
// rest on uvu's exit code. `npm test -- <part of a path> …` runs only what matches.

import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import PQueue from 'p-queue';
import { COMPILED, killAll, type Outcome, runFile } from './one-file.ts';
import { filesIn, focusIn, testFiles } from './sources.ts';

const USAGE = `npm test -- [--ci] [--jobs <n>] [--deadline <seconds>] [--in <folder>] [part of a path] …
  --ci        refuse .only, .skip and skipped tests, and let test/e2e try the package as it is built (also when CI is set)
  --jobs      files at once; default: the cores
  --deadline  for each file; default: 120, for test/e2e and test/simulation 300
  --in        run every .ts file of this folder instead of the tests
`;

/** Tests that start the program itself. */
const isWhole = (file: string) => file.startsWith('test/e2e/');

const root = join(import.meta.dirname, '..', '..');
/** Several times what the house and its packages have. */
const MOST_COMPILED = 20_000;
let stopped = false;

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ci: { type: 'boolean', default: Boolean(process.env.CI) },
      jobs: { type: 'string', default: String(availableParallelism()) },
      deadline: { type: 'string' },
      in: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const jobs = Number(values.jobs);
  const deadline = values.deadline === undefined ? undefined : Number(values.deadline);
  if (!(jobs >= 1)) throw new TypeError(`--jobs wants a number of at least 1, not ${values.jobs}`);
  if (deadline !== undefined && !(deadline > 0)) throw new TypeError(`--deadline wants seconds, not ${values.deadline}`);
  return { strict: values.ci, jobs, deadline, folder: values.in, filters: positionals, help: values.help };
}

/** The package of today, once for all files; what its build says is only shown where it fails. */
function builtPackage(): Readonly<Record<string, string>> {
  const into = join(root, '.cache', 'package');
  const build = spawnSync(process.execPath, [join(root, '.ci', 'build.ts'), '--into', into], { encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`the package could not be built:\n${build.stdout}${build.stderr}`);
  return { MUSTER_TEST_PACKAGE: into };
}

async function one(file: string, strict: boolean, seconds: number, env: Readonly<Record<string, string>>): Promise<Outcome> {
  const focus = strict ? focusIn(join(root, file)) : [];
  if (focus.length > 0) return { file, totals: undefined, faults: focus, output: '', ms: 0 };
  return runFile(join(root, file), { deadline: seconds * 1000, strict, env });
}

/** A file that failed without a failing test, or before it could count, still counts as one failure. */
function count({ totals, faults }: Outcome): { passed: number; failed: number } {
  const passed = totals?.passed ?? 0;
  const failed = totals ? totals.total - totals.passed : 0;
  return { passed, failed: faults.length > 0 ? Math.max(1, failed) : failed };
}

function line(file: string, outcome: Outcome): string {
  const { passed } = count(outcome);
  const skipped = outcome.totals?.skipped ? `, ${outcome.totals.skipped} not run` : '';
  const mark = outcome.faults.length > 0 ? 'FAIL' : 'ok  ';
  return `${mark} ${file}  ${passed} passed${skipped}  ${Math.round(outcome.ms)} ms`;
}

/** Programs that tests write in temporary folders leave theirs there, too, and nobody asks for it again. */
function forgetCompiled(): void {
  try {
    if (readdirSync(COMPILED, { recursive: true }).length > MOST_COMPILED) rmSync(COMPILED, { recursive: true, force: true });
  } catch {
    // Not there yet, or another run of the tests is at it.
  }
}

const indented = (text: string) => text.trimEnd().replace(/^/gm, '    ');

async function main(): Promise<number> {
  const { strict, jobs, deadline, folder, filters, help } = options();
  if (help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const files = folder === undefined ? testFiles(root, filters) : filesIn(root, folder, filters);
  if (files.length === 0) console.log(`No test file matches ${filters.join(' or ') || 'anything'}.`);

  forgetCompiled();
  const env = strict && files.some(isWhole) ? builtPackage() : {};
  const queue = new PQueue({ concurrency: jobs });
  const outcomes: { file: string; outcome: Outcome }[] = [];
  await queue.addAll(
    files.map((file) => async () => {
      if (stopped) return;
      const outcome = await one(
        file,
        strict,
        deadline ?? (isWhole(file) || file.startsWith('test/simulation/') ? 300 : 120),
        isWhole(file) ? env : {},
      );
      outcomes.push({ file, outcome });
      console.log(line(file, outcome));
      if (outcome.faults.length > 0) console.log(indented(`${outcome.faults.join('\n')}\n${outcome.output}`));
      // What this machine cannot try is said, also where all that it could try has passed.
      else for (const it of outcome.output.match(/^NOT TRIED: .*$/gm) ?? []) console.log(indented(it));
    }),
  );

  const failing = outcomes.filter(({ outcome }) => outcome.faults.length > 0);
  if (failing.length > 0) console.log(`\n${failing.map(({ file, outcome }) => `${file}: ${outcome.faults.join('; ')}`).join('\n')}`);
  const counts = outcomes.map(({ outcome }) => count(outcome));
  const passed = counts.reduce((sum, each) => sum + each.passed, 0);
  const failed = counts.reduce((sum, each) => sum + each.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  if (stopped) return 130;
  return failed > 0 || passed === 0 ? 1 : 0;
}

// The files at work are ended and cleaned up after, the others are not begun. A second signal is not caught.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    stopped = true;
    killAll();
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = 2;
}
