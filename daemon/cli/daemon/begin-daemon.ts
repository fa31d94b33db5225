// Starts a daemon in the background and waits until it answers or says why it cannot. If two commands
// start one at the same time, the second uses the first one's.

import { spawn } from 'node:child_process';
import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MusterError } from '../../../contracts/errors.ts';
import type { Home } from '../../../runtime/home.ts';
import { inCriticalSection } from '../../../runtime/locks.ts';
import { RESIDENT, RESIDENT_ENVIRONMENT } from '../../../runtime/resident/flags.ts';
import { type Mode, type Reached, reach } from './reach.ts';

/** A `.ts` file in a checkout, a `.js` file in the published package. */
const PROGRAM = fileURLToPath(new URL(`../../main.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url));
/** The arguments of Node for a daemon. */
export const daemonArguments = (home: Pick<Home, 'root'>, mode: Mode): string[] => [
  ...RESIDENT,
  PROGRAM,
  '--home',
  home.root,
  '--mode',
  mode,
];

/** The exit code of `daemon/main.ts` when another daemon has the lock. */
const TAKEN = 17;
/** Milliseconds that a new daemon may take to answer. */
export const PATIENCE = 30_000;
/** Earlier output of daemons is kept up to this size. */
const WORDS_KEPT = 64 * 1024;

/** `fresh` if no other command was quicker. */
export function beginDaemon(home: Home, mode: Mode, env: NodeJS.ProcessEnv): Promise<Reached & { fresh: boolean }> {
  const begin = async (): Promise<Reached & { fresh: boolean }> => {
    const there = await reach(home);
    if (there) return { ...there, fresh: false };
    const until = performance.now() + PATIENCE;
    for (;;) {
      const started = await attempt(home, mode, env, until);
      if (started.kind === 'reached') return { ...started.reached, fresh: true };
      // The lock is held by a daemon that is stopping, or by one that another command is starting.
      await sleep(100);
      const other = await reach(home);
      if (other) return { ...other, fresh: false };
      if (performance.now() > until) throw held(home);
    }
  };
  // Two daemons may be started at once without harm: one of them gets the lock of the home.
  return inCriticalSection(home.starting, begin, { named: true });
}

type Attempt = { kind: 'reached'; reached: Reached } | { kind: 'taken' };

async function attempt(home: Home, mode: Mode, env: NodeJS.ProcessEnv, until: number): Promise<Attempt> {
  const words = openWords(join(home.root, 'daemon.err'));
  try {
    const child = spawn(process.execPath, daemonArguments(home, mode), {
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'ignore', words.fd],
      env: { ...RESIDENT_ENVIRONMENT, ...inherited(env) },
    });
    let ended: number | 'failed' | undefined;
    child.on('exit', (code) => {
      ended = code ?? 'failed';
    });
    child.on('error', () => {
      ended = 'failed';
    });
    child.unref();
    for (;;) {
      if (ended === TAKEN) return { kind: 'taken' };
      if (ended !== undefined) throw broken(home, words.said());
      const reached = await reach(home);
      if (reached) return { kind: 'reached', reached };
      if (performance.now() > until) throw mute(home, child.pid);
      await sleep(20);
    }
  } finally {
    words.close();
  }
}

/** What a daemon prints before it has a log, or when it crashes. */
function openWords(path: string) {
  const fd = openSync(path, 'a+', 0o600);
  if (fstatSync(fd).size > WORDS_KEPT) ftruncateSync(fd, 0);
  const from = fstatSync(fd).size;
  return {
    fd,
    said(): string {
      const bytes = Buffer.alloc(4_000);
      const read = readSync(fd, bytes, 0, bytes.length, from);
      return bytes.toString('utf8', 0, read).trim();
    },
    close: () => closeSync(fd),
  };
}

/**
 * A daemon that was started from inside a worker must not look like part of that worker. It has a compile cache of its own, because it is
 * compiled differently from commands.
 */
function inherited(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = /^(MUSTER_(DISPATCH|PROMPT|RESULT(_\w+)?|HEARTBEAT|ERRORS)|NODE_COMPILE_CACHE)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.test(name)));
}

function broken(home: Home, said: string): MusterError {
  // The daemon's own message, if there is one; not its stack trace.
  const told = said.split('\n').find((line) => line.startsWith('musterd: '));
  if (told) return new MusterError('daemon-unreachable', `the daemon could not be started: ${told.slice('musterd: '.length)}`, '');
  return new MusterError('daemon-unreachable', `the daemon could not be started for ${home.root}`, `See ${home.root}/daemon.err.`);
}

const mute = (home: Home, pid: number | undefined): MusterError =>
  new MusterError(
    'daemon-unreachable',
    `the new daemon (pid ${pid ?? 'unknown'}) did not answer within ${PATIENCE / 1_000} s`,
    `See ${home.log}.`,
  );

const held = (home: Home): MusterError =>
  new MusterError(
    'daemon-unreachable',
    `another daemon holds ${home.daemonLock} and does not answer`,
    'For details: muster doctor. A daemon that is draining ends by itself.',
  );
