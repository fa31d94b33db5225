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

/** Turns it off for the next collection only; some seconds later all flags are as they were. */
export function skipNextFollowUpCollection(): void {
  if (!KNOWS_IT || isOff) return;
  setFlagsFromString(`${FLAG}=0`);
  setTimeout(() => !isOff && setFlagsFromString(`${FLAG}=${USUAL}`), ASKED).unref();
}
