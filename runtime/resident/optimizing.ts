// When V8 may compile further than it must. Its compilers pay for computations that take long. A process that stays mostly waits: what its start and
// a short run repeat often enough to be optimized costs more CPU to optimize than it saves, and eight megabytes that are never given back.

import { getCompileCacheDir } from 'node:module';
import { getBuiltinModule } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { noSecondCollection } from './second-collection.ts';

/** The first makes plain code of what is called now and then: four megabytes after a hundred runs, which took as much CPU without it. */
const OPTIMIZERS = ['sparkplug', 'maglev', 'turbofan'] as const;
/** Node brings its modules compiled, for the flags that it starts with: what is loaded under others it compiles itself, and that takes 15 ms. */
const NEEDED_LATER = ['child_process', 'crypto', 'fs/promises', 'net', 'os', 'perf_hooks', 'stream/promises', 'timers/promises', 'util'];
const BY_PACKAGES = ['assert', 'cluster', 'dgram', 'readline', 'tty', 'worker_threads', 'zlib'];

let isPutOff = false;

/**
 * From now on code is compiled plainly, until somebody computes for long. Not where what is compiled is kept in one folder with
 * what other programs need: one side could never use what the other keeps.
 */
export function putOffOptimizing(): void {
  if (getCompileCacheDir() !== undefined) return;
  for (const name of [...NEEDED_LATER, ...BY_PACKAGES]) getBuiltinModule(`node:${name}`);
  for (const name of OPTIMIZERS) setFlagsFromString(`--no-${name}`);
  noSecondCollection();
  isPutOff = true;
}

/** For whoever computes for long. It stays: what took long once comes again. */
export function optimizeNow(): void {
  if (!isPutOff) return;
  for (const name of OPTIMIZERS) setFlagsFromString(`--${name}`);
  isPutOff = false;
}
