// Node's compile cache for our own programs, in a folder of the home: it halves their start-up time. Other programs must not use
// it, so the variable that enables it is removed from the environment before anything else is started.

import { existsSync } from 'node:fs';
import { enableCompileCache, getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

const VARIABLE = 'NODE_COMPILE_CACHE';

/** For a process that knows its home; call it before the rest is loaded. Does not create a missing home. */
export function useCompileCache(home: { root: string; compiled: string }): void {
  if (getCompileCacheDir() === undefined && existsSync(home.root)) enableCompileCache(home.compiled);
  hideCompileCacheFromChildren();
}

/** For a program that was started with the variable: Node has read it by now, and child processes must not inherit it. */
export function hideCompileCacheFromChildren(): void {
  delete process.env[VARIABLE];
}

/** Environment for another program of ours, so that it shares this process's cache. */
export function compileCacheEnvironment(): Record<string, string> {
  const folder = getCompileCacheDir();
  // Node reports a subfolder for its own version; it will append that part again.
  return folder === undefined ? {} : { [VARIABLE]: dirname(folder) };
}
