// How long a session may continue when nobody asks for it: its lead renews this lease again and again. The host counts it, because
// the lead may be killed, stopped or cut off. Unlike a deadline, it also runs out while the machine sleeps.

import type { Millis } from '../../../../contracts/time.ts';
import { countingSleep } from '../../../clock.ts';
import { awakeNow } from './measure/awake-time.ts';

export type Lease = {
  /** Counted from now. */
  set(span: Millis): void;
  clear(): void;
};

/** A timer stands still while the machine sleeps, so we check. */
const LOOKS_EVERY: Millis = 1_000;

export function leaseOf(over: () => void): Lease {
  const now = countingSleep(awakeNow);
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
