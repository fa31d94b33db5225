// That V8 collects only when there is something to collect. After each whole collection it asks itself every eight seconds, for minutes, whether
// to collect once more: of three processes that wait, that was every third wake-up.

import { setFlagsFromString } from 'node:v8';

/** By how many collections it may follow one. */
const FLAG = '--memory-reducer-gc-count';
const USUAL = 2;
/** When it has asked itself the next time, and has found that it may not. */
const ASKED: number = 9_000;
/** Another V8 might not know the flag, and would say so on standard error. */
const KNOWS_IT = process.versions.v8.startsWith('13.6.');

let isOff = false;

/** From now on none follows. What is loaded later is compiled under this flag: for a process that keeps what it has compiled apart. */
export function noSecondCollection(): void {
  if (!KNOWS_IT) return;
  isOff = true;
  setFlagsFromString(`${FLAG}=0`);
}

/** None follows the one that is made next; some seconds later all flags are as they were. */
export function noneAfterThis(): void {
  if (!KNOWS_IT || isOff) return;
  setFlagsFromString(`${FLAG}=0`);
  setTimeout(() => !isOff && setFlagsFromString(`${FLAG}=${USUAL}`), ASKED).unref();
}
