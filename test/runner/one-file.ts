// Runs one test file in a process group, a temporary folder and an environment of its own, within a
// deadline, and says what came of it. What it leaves behind is ended, and counts as a failure.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearFolder, endLeftovers, kill } from './leftovers.ts';
import { endsWithTotals, faultsIn, type Totals, totalsIn } from './totals.ts';

export type Outcome = {
  file: string;
  totals: Totals | undefined;
  /** Why the file failed, one sentence each; none when it passed. */
  faults: string[];
  output: string;
  ms: number;
};

export type Limits = {
  /** Milliseconds until the group is killed. */
  deadline: number;
  /** Refuse skipped tests too. */
  strict: boolean;
  /** Additional variables, besides those that every file gets. */
  env?: Readonly<Record<string, string>>;
};

/** What stays of an endless output: its end, where the totals are. */
const OUTPUT_CAP = 4 * 1024 * 1024;
/** Milliseconds that a file may live on after its totals, and that what it started may live on after it. */
const LINGER = 10_000;
const PARTING = 10_000;
/** Additional time in which it may say where it hangs, because a busy machine may be slow to let it. */
const SAYING = 3_000;

/** A test starts our program by the dozen, and half of each start is reading TypeScript. What was read is kept in one place for all. */
export const COMPILED = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'musterd-tests');

const WITNESS = new URL('./uvu-recorder.ts', import.meta.url).href;

const running = new Set<ChildProcess>();

/** For a runner that is itself told to stop: every group at once. What they leave behind is ended as always. */
export function killAll(): void {
  for (const child of running) killGroup(child);
}

export async function runFile(file: string, limits: Limits): Promise<Outcome> {
  const began = performance.now();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mt-'))); // short: Unix socket paths end at about 100 bytes
  const mark = `MUSTER_TEST_RUN=${randomBytes(8).toString('hex')}`;
  const child = spawn(process.execPath, ['--import', WITNESS, file], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment(folder, mark), ...limits.env },
  });
  running.add(child);

  const faults: string[] = [];
  const out = captured();
  let lingering: NodeJS.Timeout | undefined;
  let killing: NodeJS.Timeout | undefined;
  const giveUp = (why: string) => {
    if (killing) return;
    faults.push(why);
    child.kill('SIGUSR2'); // uvu-recorder.ts then prints which test hangs
    killing = setTimeout(() => killGroup(child), SAYING);
  };
  const deadline = setTimeout(() => giveUp(`was still running after ${limits.deadline / 1000} s and was killed`), limits.deadline);
  const hear = (chunk: string, isOut: boolean) => {
    out.add(chunk, isOut);
    clearTimeout(lingering);
    if (endsWithTotals(out.tail())) {
      lingering = setTimeout(
        () => giveUp('finished its tests but not itself: something it opened is still open'),
        Math.min(LINGER, limits.deadline / 2),
      );
    }
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => hear(chunk, true));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => hear(chunk, false));

  const { code, signal } = await ended(child);
  clearTimeout(deadline);
  clearTimeout(lingering);
  clearTimeout(killing);
  running.delete(child);

  const totals = totalsIn(out.stdout());
  if (faults.length === 0) {
    if (signal) faults.push(`was killed by ${signal}`);
    else if (code !== 0) faults.push(`exited with ${code}`);
  }
  faults.push(...faultsIn(totals, limits.strict));
  for (const { pid, command } of await endLeftovers([mark, folder], PARTING)) faults.push(`left process ${pid} behind: ${command}`);
  const left = await clearFolder(folder);
  if (left.length > 0) faults.push(`left files behind in its temporary folder: ${left.slice(0, 5).join(', ')}`);
  return { file, totals, faults, output: out.all(), ms: performance.now() - began };
}

/** The environment of a test: without a person's git settings, and without those of a run that started it. */
function environment(folder: string, mark: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^(GIT_|MUSTER_|FORCE_COLOR$|npm_(?!config_))/.test(name)) env[name] = value;
  }
  const [name = '', value] = mark.split('=');
  return {
    ...env,
    [name]: value,
    TMPDIR: folder,
    // A test that forgets to name a home of its own must not find the person's.
    MUSTER_HOME: join(folder, 'home-of-nobody'),
    NO_COLOR: '1',
    ...(process.env.NODE_V8_COVERAGE === undefined ? { NODE_COMPILE_CACHE: COMPILED } : { NODE_DISABLE_COMPILE_CACHE: '1' }),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

function ended(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: (error as NodeJS.ErrnoException).errno ?? 1, signal: null }));
    child.once('exit', (code, signal) => {
      // The rest of the output is on its way; but one who inherited the pipe may hold it open for ever.
      const patience = setTimeout(() => {
        // If the machine stood still, it is over before what has come is read.
        setImmediate(() => {
          child.stdout?.destroy();
          child.stderr?.destroy();
        });
      }, 1_000);
      child.once('close', () => {
        clearTimeout(patience);
        resolve({ code, signal });
      });
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid !== undefined) kill(-child.pid);
}

function captured() {
  let all = '';
  let stdout = '';
  const cap = (text: string) => (text.length > OUTPUT_CAP ? text.slice(-OUTPUT_CAP / 2) : text);
  return {
    add(chunk: string, isOut: boolean) {
      all = cap(all + chunk);
      if (isOut) stdout = cap(stdout + chunk);
    },
    tail: () => stdout.slice(-400),
    stdout: () => stdout,
    all: () => all,
  };
}
