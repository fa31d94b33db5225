// Removes folders that are no longer needed: they are moved out of the way at once and deleted in the background. What a crash
// leaves behind is deleted when the trash is opened again.

import { randomBytes } from 'node:crypto';
import { chmod, lstat, readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codeOf } from './files.ts';
import { makeFolders } from './folders/make-folders.ts';
import { runProgram } from './processes/run-program.ts';
import { rethrowShortage } from './shortage.ts';
import { unmountLeft } from './workspace/checkout/left-mounts.ts';
import { removeTree } from './workspace/checkout/remove-tree.ts';

export type Trash = {
  /** Once it resolves, nothing is at the path any more. */
  discard(path: string): Promise<void>;
  /** How many folders are still being deleted. */
  left(): number;
  /** Resolves once everything is deleted that can be. */
  emptied(): Promise<void>;
  close(): Promise<void>;
};

/** The caller still has work to do that people wait for; deleting right away would take a core from it. */
const BEHIND = 250;

export function openTrash(folder: string, env: NodeJS.ProcessEnv, trouble: (error: unknown) => void): Trash {
  const closing = new AbortController();
  /** What could not be deleted is retried when the trash is opened next, not all the time. */
  const stuck = new Set<string>();
  let names: string[] = [];
  let sweeping: Promise<void> | undefined;
  let again = false;
  let moreToCome = 0;
  let waiting: NodeJS.Timeout | undefined;

  function wakeSoon(): void {
    moreToCome += 1;
    waiting ??= setTimeout(wake, BEHIND);
  }

  function wake(): void {
    clearTimeout(waiting);
    waiting = undefined;
    moreToCome = 0;
    again = true;
    sweeping ??= sweep()
      .catch(trouble)
      .finally(() => {
        sweeping = undefined;
      });
  }

  async function sweep(): Promise<void> {
    while (again && !closing.signal.aborted) {
      again = false;
      names = (await namesIn(folder)).filter((it) => !stuck.has(it));
      for (const name of names) await unmountLeft(join(folder, name)).catch((error) => keepStuck(name, error));
      names = names.filter((it) => !stuck.has(it));
      if (names.length === 0 || closing.signal.aborted) return;
      await removeAll(
        names.map((it) => join(folder, it)),
        env,
        closing.signal,
      );
      // A worker may have removed permissions, which `rm` does not restore.
      for (const name of closing.signal.aborted ? [] : names) await removeTree(join(folder, name)).catch((error) => keepStuck(name, error));
      names = [];
    }
  }

  function keepStuck(name: string, error: unknown): void {
    stuck.add(name);
    trouble(error);
  }

  wake();
  return {
    async discard(path) {
      await unmountLeft(path);
      if (!(await lstat(path).catch(() => undefined))) return;
      const to = join(folder, `${basename(path)}.${randomBytes(8).toString('hex')}`);
      if (await moved(path, to, folder)) wakeSoon();
      else await removeTree(path);
    },
    left: () => names.length + moreToCome,
    async emptied() {
      wake();
      await sweeping;
    },
    async close() {
      clearTimeout(waiting);
      closing.abort();
      await sweeping;
    },
  };
}

/** In a separate process, so that it takes no time from the daemon, however many files there are. */
async function removeAll(paths: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  await runProgram('rm', ['-rf', '--', ...paths], { env: { PATH: env.PATH }, signal, maxBytes: 65_536 });
}

/** False if it cannot be moved, for example because it is on another file system. */
async function moved(path: string, to: string, folder: string): Promise<boolean> {
  try {
    await makeFolders(folder, 0o700);
    // To move a folder, its owner needs write permission for it.
    if ((await lstat(path)).isDirectory()) await chmod(path, 0o700);
    await rename(path, to);
    return true;
  } catch (error) {
    return codeOf(error) === 'ENOENT' && !(await lstat(path).catch(() => undefined));
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Removing takes minutes at most: what has been in the trash for longer could not be removed. */
const REMOVED_WITHIN = 10 * 60 * 1000;

export async function stuckIn(folder: string, now: number): Promise<string[]> {
  const names = await namesIn(folder);
  const since = await Promise.all(names.map((it) => lstat(join(folder, it)).then((info) => info.ctimeMs, rethrowShortage)));
  return names.filter((_, at) => now - (since[at] ?? now) > REMOVED_WITHIN).sort();
}
