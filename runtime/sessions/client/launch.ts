// Starts a session host that outlives the process that starts it: in a session of its own, without a shared terminal or pipe, and
// with an environment that contains nothing of a worker.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileCacheEnvironment } from '../../compile-cache.ts';
import { RESIDENT, RESIDENT_ENVIRONMENT } from '../../resident/flags.ts';
import { requireDescriptors } from '../../shortage.ts';
import { findSocketPlace } from '../../wire/socket-place.ts';
import { ownHome } from './own-home.ts';

export type Launched = {
  exited(): boolean;
  /** Why it could not be started. */
  failed(): unknown;
};

/** Nothing else: a key in the daemon's environment must not get into a process that is the ancestor of all workers. */
const KEPT =
  /^(PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR|XDG_RUNTIME_DIR|NODE_V8_COVERAGE|MUSTER_FAILPOINT|MUSTER_FAILPOINT_ONCE|MUSTER_HOST_IDLE_MS)$/;

export const SOCKET = 'sessions.sock';

/** Descriptors for its standard streams and for learning of a failure. */
const TAKES = 8;

export function launchHost(home: string, argv: readonly string[] = hostArgv()): Launched {
  const [program = process.execPath, ...args] = argv;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => KEPT.test(name)));
  let exited = false;
  let failed: unknown;
  try {
    requireDescriptors(TAKES);
    const child = spawn(program, [...args, ownHome(home)], {
      cwd: '/',
      detached: true,
      stdio: 'ignore',
      env: { ...env, ...RESIDENT_ENVIRONMENT, ...compileCacheEnvironment() },
    });
    child.on('exit', () => {
      exited = true;
    });
    child.on('error', (error) => {
      exited = true;
      failed = error;
    });
    child.unref();
  } catch (error) {
    // Node throws some of the system's errors and emits the others.
    if (!isSystems(error)) throw error;
    exited = true;
    failed = error;
  }
  return { exited: () => exited, failed: () => failed };
}

const isSystems = (error: unknown): boolean => error instanceof Error && 'syscall' in error;

let begun: Launched | undefined;

/**
 * Starts the host before there is a connection to ask for one, while the rest of the daemon is loading. Does nothing if there is a
 * host already.
 */
export function prelaunchHost(home: string): void {
  try {
    const place = findSocketPlace(home, SOCKET);
    if (place === undefined || !existsSync(place)) begun = launchHost(home);
  } catch {
    // The first connection will meet the same error and report it.
  }
}

/** The host that was launched ahead, for the first caller that connects. */
export function prelaunchedHost(): Launched | undefined {
  const it = begun;
  begun = undefined;
  return it;
}

/** The program beside this file: `.ts` in a checkout, `.js` in `dist`. */
function hostArgv(): string[] {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return [process.execPath, ...RESIDENT, fileURLToPath(new URL(`../host/host-main.${extension}`, import.meta.url))];
}
