// Connects to the daemon of a home, or starts one in the background. Usually one is running, so the
// code that starts one is loaded on demand: a command that submits a task waits for this.

import { MusterError } from '../../../contracts/errors.ts';
import { codeOf, privateFolder } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';
import { type Mode, type Reached, reach } from './reach.ts';

/** `fresh` if it was not running before. */
export async function startDaemon(home: Home, mode: Mode, env: NodeJS.ProcessEnv): Promise<Reached & { fresh: boolean }> {
  try {
    await privateFolder(home.root);
    // Without the lock for starting: a daemon that answers is enough.
    const there = await reach(home);
    if (there) return { ...there, fresh: false };
    const { beginDaemon } = await import('./begin-daemon.ts');
    return await beginDaemon(home, mode, env);
  } catch (error) {
    raiseUnwritable(home, error);
  }
}

const UNWRITABLE: ReadonlySet<string | undefined> = new Set([
  'EROFS',
  'EACCES',
  'EPERM',
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'ENOTDIR',
  'EIO',
  'ENOENT',
  'ELOOP',
]);

/** A home that cannot be written to cannot have a daemon. */
function raiseUnwritable(home: Home, error: unknown): never {
  if (error instanceof MusterError || !UNWRITABLE.has(codeOf(error))) throw error;
  const message = error instanceof Error ? error.message : String(error);
  const hint = 'Check its permissions and free space, or choose another home with MUSTER_HOME.';
  throw new MusterError('daemon-unreachable', `cannot start a daemon in ${home.root}: ${message}`, hint, { cause: error });
}
