// The fixture of the tests of the daemon: a home of their own, small projects, scripted workers seated
// as agents, real processes, and a way out that leaves none of them.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RunView } from '../../contracts/run/run-view.ts';
import { reachDaemon } from '../../daemon/control/client.ts';
import { viewRun } from '../../daemon/lead/run/view-run.ts';
import { foldRun } from '../../daemon/process/fold.ts';
import { homeAt } from '../../runtime/home.ts';
import { openLedger } from '../../runtime/ledger/open.ts';
import { readProcessTable } from '../../runtime/processes/processes.ts';
import { removeTree } from '../../runtime/workspace/checkout/remove-tree.ts';
import { eventCatalogue, type MusterLedger, type RunRecord } from '../../skills/events.ts';
import { DAEMON } from './program.ts';

export const WORKERS: string = fileURLToPath(new URL('../fixtures/workers', import.meta.url));

/** What waits for a condition fails after this long: for a test that is broken. No machine that passes the tests at all is so slow. */
export const PATIENCE = 90_000;

export type DaemonFixture = ReturnType<typeof openDaemonFixture>;

/** The home is in a temporary folder below `within`, unless `place` names another folder, which the caller then removes. */
export function openDaemonFixture(name = 'home', place?: string, within = tmpdir()) {
  const folder = realpathSync(mkdtempSync(join(within, 'muster-')));
  const root = join(place ?? folder, name);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const home = homeAt(root);
  const children = new Set<ReturnType<typeof spawn>>();

  const isOurs = (pid: number): boolean => {
    const command = commandLine(pid);
    return command.includes(folder) || command.includes(root);
  };

  function write(path: string, text: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  async function up(env: Record<string, string> = {}): Promise<number> {
    const child = spawn(process.execPath, [DAEMON, '--home', root, '--mode', 'up'], {
      env: { ...process.env, MUSTER_HOST_IDLE_MS: '500', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    children.add(child);
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    await until('the daemon to answer', async () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new DaemonEnded(child.exitCode, said);
      const daemon = await reachDaemon(root);
      if (!daemon) return false;
      const hello = (await daemon.ask({ ask: 'hello' }).catch(() => undefined)) as { pid: number } | undefined;
      daemon.close();
      return hello?.pid === child.pid;
    });
    void ended.then(() => children.delete(child));
    return child.pid ?? 0;
  }

  /** Ends every daemon of this fixture as a power cut would. */
  async function kill(): Promise<void> {
    const living = [...children];
    for (const child of living) child.kill('SIGKILL');
    await until('the daemon to be gone', () => living.every((it) => it.exitCode !== null || it.signalCode !== null));
  }

  async function withLedger<T>(read: (ledger: MusterLedger) => Promise<T>): Promise<T> {
    const ledger = await openLedger({ path: home.ledger, catalogue: eventCatalogue, readOnly: true });
    try {
      return await read(ledger);
    } finally {
      await ledger.close();
    }
  }

  return {
    folder,
    root,
    home,
    write,
    up,
    kill,
    config: (yaml: string) => write(home.config, yaml),
    /** A git repository with one commit. */
    project(at: string, files: Readonly<Record<string, string>> = { 'answer.js': ANSWER }): string {
      const path = join(folder, at);
      for (const [file, text] of Object.entries(files)) write(join(path, file), text);
      const git = (...args: string[]) =>
        execFileSync('git', ['-C', path, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { stdio: 'pipe' });
      git('init', '-q', '-b', 'main');
      git('add', '-A');
      git('commit', '-q', '-m', 'first');
      return path;
    },
    /** Seats a scripted worker as an agent of the home. */
    agent(name: string, worker: string, ...args: string[]): void {
      const argv = JSON.stringify([process.execPath, join(WORKERS, worker), ...args]);
      write(
        join(home.agents, `${name}.md`),
        `---\nname: ${name}\ndescription: scripted\nprovider: command\nroles: [analyser]\nargv: ${argv}\n---\n`,
      );
    },
    /** Seats one of the programs that send code elsewhere. */
    program: (name: string, provider: string): void =>
      write(
        join(home.agents, `${name}.md`),
        `---\nname: ${name}\ndescription: a program\nprovider: ${provider}\nroles: [analyser]\n${name === provider ? `replaces: ${name}\n` : ''}---\n`,
      ),
    task: (project: string, agents: readonly string[], more = '', brief = 'Look at it.') =>
      `---\nproject: ${JSON.stringify(project)}\nagents: [${agents.join(', ')}]\n${more}---\n${brief}\n`,
    drop: (file: string, text: string) => write(join(home.inbox, file), text),
    progress: () => readText(home.progress),
    withLedger,
    runs: () =>
      withLedger(async (ledger) =>
        (await ledger.streams())
          .map(({ stream }) => stream)
          .filter((it) => it !== 'house')
          .map((it) => it.slice('run/'.length)),
      ).catch(() => [] as string[]),
    view: (run: string): Promise<RunView> => withLedger(async (ledger) => viewRun(await foldRun(ledger, run))),
    events: (run: string): Promise<RunRecord[]> => withLedger((ledger) => ledger.read(`run/${run}`)),
    async ended(run: string, within = 2 * PATIENCE): Promise<RunView> {
      const stream = `run/${run}` as const;
      await until(
        `${run} to end`,
        () => withLedger(async (ledger) => (await ledger.streams({ named: stream })).some((it) => it.stream === stream && it.ended)),
        within,
      );
      return withLedger(async (ledger) => viewRun(await foldRun(ledger, run)));
    },
    async ask(question: Parameters<NonNullable<Awaited<ReturnType<typeof reachDaemon>>>['ask']>[0]): Promise<unknown> {
      const daemon = await reachDaemon(root);
      if (!daemon) throw new Error('no daemon answers');
      try {
        return await daemon.ask(question);
      } finally {
        daemon.close();
      }
    },
    /** The session hosts of this home. */
    hosts: () =>
      readProcessTable().rows.flatMap(({ pid }) =>
        /host-main\.[jt]s\0/.test(commandLine(pid)) && commandLine(pid).includes(`\0${root}`) ? [pid] : [],
      ),
    /** Processes whose command line names this fixture’s folder, or its home. */
    processes: () => readProcessTable().rows.filter((it) => isOurs(it.pid)),
    /** Ends every process of the fixture; its folder can be kept to be looked at. */
    async clear({ keep = false }: { keep?: boolean } = {}): Promise<void> {
      await kill();
      for (const { pid } of readProcessTable().rows) {
        if (pid === process.pid || !isOurs(pid)) continue;
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // Gone meanwhile.
        }
      }
      await until('every process of the stage to be gone', () =>
        readProcessTable().rows.every(({ pid }) => pid === process.pid || !isOurs(pid)),
      );
      // It stops at what a worker left mounted there, while `rmSync` would go through it.
      if (!keep) await removeTree(folder);
    },
  };
}

const ANSWER = 'export function fortyTwo() {\n  return 41; // the answer to everything\n}\n';

/** The files of a project whose checkout is begun while it is captured, because its index is large. */
export const manyFiles: Readonly<Record<string, string>> = {
  'answer.js': ANSWER,
  ...Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`parts/part-${n % 10}/number-${n}.js`, `export const value = ${n};\n`])),
};

export class DaemonEnded extends Error {
  readonly code: number | null;
  constructor(code: number | null, said: string) {
    super(`the daemon ended with ${code}: ${said}`);
    this.code = code;
  }
}

/** Waits for a condition; the deadline is never a measure. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, within = PATIENCE): Promise<void> {
  const end = Date.now() + within;
  for (;;) {
    const began = performance.now();
    if (await holds()) return;
    if (Date.now() > end) throw new Error(`waited ${within} ms for ${what}`);
    // At most a tenth of the time is spent looking, so that it does not slow down what it waits for.
    await sleep(Math.max(25, 9 * (performance.now() - began)));
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

export const names = (folder: string): string[] => readdirSync(folder).sort();
