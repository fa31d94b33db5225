// For how long a session may go on when nobody asks for it: whoever keeps it says so again and again. It is kept here because
// whoever said so may be killed, stopped or cut off. Unlike a deadline, it goes on while the machine sleeps.

import type { Millis } from '../../../../contracts/time.ts';
import { countingSleep } from '../../../clock.ts';
import { awakeNow } from './measure/awake-time.ts';

export type Lease = {
  /** From now on. */
  set(span: Millis): void;
  clear(): void;
};

/** A timer stands still while the machine sleeps. */
const LOOKS_EVERY: Millis = 1_000;

export function leaseOf(over: () => void, now: () => Millis = countingSleep(awakeNow)): Lease {
  let timer: NodeJS.Timeout | undefined;
  let ends = 0;
  function look(): void {
    const left = ends - now();
    if (left <= 0) over();
    else timer = setTimeout(look, Math.min(left, LOOKS_EVERY));
  }
  return {
    set(span) {
      clearTimeout(timer);
      ends = now() + span;
      look();
    },
    clear: () => clearTimeout(timer),
  };
}
