// Stops V8 from scheduling another full garbage collection after each one. For minutes it would check every eight seconds whether
// to collect once more; in three waiting processes, that was every third wake-up.

import { setFlagsFromString } from 'node:v8';

/** How many collections V8's memory reducer may schedule after one. */
const FLAG = '--memory-reducer-gc-count';
const USUAL = 2;
/** By then V8 has checked once more and found that it must not collect. */
const ASKED: number = 9_000;
/** Another version of V8 might not know the flag and would complain on standard error. */
const KNOWS_IT = process.versions.v8.startsWith('13.6.');

let isOff = false;

/**
 * Turns it off from now on. Code loaded later is compiled under this flag, so this is only for a process with a compile cache of
 * its own.
 */
export function disableFollowUpCollections(): void {
  if (!KNOWS_IT) return;
  isOff = true;
  setFlagsFromString(`${FLAG}=0`);
}

let restorableFrom = Number.POSITIVE_INFINITY;

/** Who restores V8's flags: a timer, or the caller, who calls `restoreFollowUpCollections` whenever the process is awake. */
export type FlagRestorer = 'timer' | 'caller';

/** Turns it off for the next collection only; some seconds later all flags are as they were. */
export function skipNextFollowUpCollection(restorer: FlagRestorer): void {
  if (!KNOWS_IT || isOff) return;
  setFlagsFromString(`${FLAG}=0`);
  if (restorer === 'timer') setTimeout(restore, ASKED).unref();
  else restorableFrom = performance.now() + ASKED;
}

export function restoreFollowUpCollections(): void {
  if (performance.now() >= restorableFrom) restore();
}

function restore(): void {
  restorableFrom = Number.POSITIVE_INFINITY;
  if (!isOff) setFlagsFromString(`${FLAG}=${USUAL}`);
}
