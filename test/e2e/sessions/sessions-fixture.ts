// The fixture of the tests of the session host: a home of their own, keys that nobody else has, and a
// way out that leaves no process and no file.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MusterError } from '../../../contracts/errors.ts';
import type { Host, SessionEnd, SessionKey, SessionSpec, SessionView } from '../../../contracts/work/session.ts';
import { isAlive, readProcessTable } from '../../../runtime/processes/processes.ts';
import { connectHost, type HostConnection, type HostOptions } from '../../../runtime/sessions/client/client.ts';
import { findSocketPlace } from '../../../runtime/wire/socket-place.ts';
import { PATIENCE } from '../daemon-fixture.ts';

process.env.MUSTER_HOST_IDLE_MS = '500';

export type SessionsFixture = {
  home: string;
  connect(options?: Partial<HostOptions>): Promise<HostConnection>;
  key(): SessionKey;
  spec(worker: string, more?: Partial<SessionSpec> & { args?: string[] }): SessionSpec;
  /** Ends all sessions and hosts of this home and removes it. */
  clear(): Promise<void>;
};

const workers = fileURLToPath(new URL('../../fixtures/workers', import.meta.url));

export function openFixture(name = 'home'): SessionsFixture {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sess-')));
  const home = join(folder, name);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const connections: HostConnection[] = [];
  const hosts = new Map<number, string>();
  const run = `r-${letters(12)}`;
  let dispatches = 0;

  function note(connection: HostConnection): void {
    const pid = connection.hostPid();
    const start = readProcessTable().rows.find((row) => row.pid === pid)?.start;
    if (pid !== undefined && start) hosts.set(pid, start);
  }

  return {
    home,
    async connect(options) {
      const connection = await connectHost({ home, epoch: 1, ...options });
      connections.push(connection);
      note(connection);
      return connection;
    },
    key() {
      dispatches += 1;
      return `${run}.d${dispatches}.1`;
    },
    spec(worker, { args = [], ...more } = {}) {
      const program = worker.endsWith('.mjs')
        ? [process.execPath, join(workers, worker)]
        : [worker.includes('/') ? worker : join(workers, worker)];
      return {
        argv: [...program, ...args],
        cwd: '/',
        env: { PATH: '/usr/bin:/bin' },
        transcript: join(home, 'transcripts', `${dispatches}-${letters(4)}.cast`),
        transcriptCap: 1024 * 1024,
        hardDeadline: 10 * 60_000,
        grace: 1_000,
        cols: 80,
        rows: 24,
        ...more,
      };
    },
    async clear() {
      for (const connection of connections) {
        note(connection);
        for (const { key, state } of await connection.list().catch(() => [])) {
          if (state !== 'ended') await connection.stop(key);
        }
        note(connection);
        await connection.close();
      }
      for (const [pid, start] of hosts) {
        if (isAlive(pid, start)) process.kill(pid, 'SIGKILL');
        await until(() => !isAlive(pid, start), `host ${pid} to be gone`);
      }
      // One that was launched beside another, and only then found that it is not needed, writes so into its log.
      await until(() => readProcessTable().rows.every(({ pid }) => !commandLine(pid).includes(home)), 'every host of this home to be gone');
      const place = findSocketPlace(home, 'sessions.sock');
      if (place) rmSync(dirname(place), { recursive: true, force: true }); // of a host that was killed
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

export async function until<T>(
  look: () => T | Promise<T>,
  what: string,
  patience = PATIENCE,
): Promise<Exclude<T, undefined | false | null>> {
  const limit = Date.now() + patience;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false && seen !== null) return seen as Exclude<T, undefined | false | null>;
    if (Date.now() > limit) throw new Error(`waited ${patience / 1000} s for ${what}`);
    await sleep(15);
  }
}

export async function ended(host: Host, key: SessionKey): Promise<SessionEnd> {
  return until(async () => {
    const views = await host.observe([key]).catch(passing);
    return views?.[0]?.end;
  }, `${key} to end`);
}

/** A host that was killed fails one call; the next has a new one. */
function passing(error: unknown): undefined {
  if (!(error instanceof MusterError && error.code === 'host-unreachable')) throw error;
}

/** Waits until the session has printed that. */
export async function said(host: Host, key: SessionKey, text: string): Promise<string> {
  return until(
    async () => {
      const { output } = await host.collect(key);
      return output.includes(text) && output;
    },
    `${key} to say ${JSON.stringify(text)}`,
  );
}

export function pidOf(view: SessionView | undefined): number {
  if (typeof view?.pid !== 'number') throw new Error(`no pid in ${JSON.stringify(view)}`);
  return view.pid;
}

/** Everybody alive who was started for this session, by the mark in the environment. */
export function marked(key: SessionKey): number[] {
  const table = readProcessTable();
  return table.rows.filter((row) => table.environmentOf(row.pid).has(`MUSTER_DISPATCH=${key}`)).map((row) => row.pid);
}

export const livesNow = (pid: number): boolean => readProcessTable().rows.some((row) => row.pid === pid);

export const linesOf = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

export function letters(count: number): string {
  return Array.from(randomBytes(count), (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte % 32]).join('');
}
