// Keeps V8's optimizing compilers off until there is a long computation. They pay off only there: in a process that mostly waits,
// they spend more CPU on the code of its start-up and short runs than they save, and eight megabytes that are never returned.

import { getCompileCacheDir } from 'node:module';
import { getBuiltinModule } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { disableFollowUpCollections } from './follow-up-collection.ts';

/** Sparkplug compiles whatever runs occasionally: four megabytes after a hundred runs, for no gain in CPU time. */
const OPTIMIZERS = ['sparkplug', 'maglev', 'turbofan'] as const;
/**
 * Node's built-in modules come precompiled for the flags that it starts with. Under other flags it has to compile them itself,
 * which takes 15 ms, so we load these before the flags change.
 */
const NEEDED_LATER = ['child_process', 'crypto', 'fs/promises', 'net', 'os', 'perf_hooks', 'stream/promises', 'timers/promises', 'util'];
const BY_PACKAGES = ['assert', 'cluster', 'dgram', 'readline', 'tty', 'worker_threads', 'zlib'];

let isPutOff = false;

/**
 * From now on code is not optimized until a computation takes long. Do not use it in a process that shares its compile cache with
 * other programs: neither side could use what the other stores.
 */
export function postponeOptimizing(): void {
  if (getCompileCacheDir() !== undefined) return;
  for (const name of [...NEEDED_LATER, ...BY_PACKAGES]) getBuiltinModule(`node:${name}`);
  for (const name of OPTIMIZERS) setFlagsFromString(`--no-${name}`);
  disableFollowUpCollections();
  isPutOff = true;
}

/** Call it when a computation takes long. Optimization stays on: such work tends to come again. */
export function optimizeNow(): void {
  if (!isPutOff) return;
  for (const name of OPTIMIZERS) setFlagsFromString(`--${name}`);
  isPutOff = false;
}
