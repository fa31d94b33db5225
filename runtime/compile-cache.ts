// What Node has compiled of our own programs is kept in a folder and used again: a start takes half the time. Only our own
// programs get it: the variable that asks Node for it is taken out before anything else is started.

import { existsSync } from 'node:fs';
import { enableCompileCache, getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

const VARIABLE = 'NODE_COMPILE_CACHE';

/** For a process that knows its home, before it loads the rest of itself. A home that is not there is not made. */
export function keepCompiledIn(home: { root: string; compiled: string }): void {
  if (getCompileCacheDir() === undefined && existsSync(home.root)) enableCompileCache(home.compiled);
  keepCompiledToSelf();
}

/** For a program that was started with the variable: Node has read it by then, and what it starts shall not. */
export function keepCompiledToSelf(): void {
  delete process.env[VARIABLE];
}

/** What another program of ours is started with, so that it uses the folder that this process uses. */
export function compiledEnvironment(): Record<string, string> {
  const folder = getCompileCacheDir();
  // Node tells the part of the folder that is for this version of it, and adds that part by itself.
  return folder === undefined ? {} : { [VARIABLE]: dirname(folder) };
}
