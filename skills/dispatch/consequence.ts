// What happens after an attempt has ended: the table of contracts/work/dispatch.ts, with its limits. A dispatch gets one redispatch
// and one repair; waiting for a provider's quota does not count, up to a limit.

import { type AttemptKind, type AttemptReason, CONSEQUENCES } from '../../contracts/work/dispatch.ts';
import { MOST_HOLDS } from './quota.ts';

export type PastAttempt = {
  kind: AttemptKind;
  reason: AttemptReason;
  /** Whether all of its processes are gone: nothing is started beside a survivor. */
  gone: boolean;
};

export type Next = { kind: 'complete' } | { kind: 'again'; as: 'redispatch' | 'repair' } | { kind: 'give-up'; reason: AttemptReason };

/** `past` has every attempt that has ended, newest last. */
export function consequenceOf(past: readonly PastAttempt[]): Next {
  const last = past.at(-1);
  if (!last) throw new RangeError('no attempt has ended');
  const next = byTable(past, last);
  return next.kind === 'again' && !last.gone ? giveUp(last.reason) : next;
}

function byTable(past: readonly PastAttempt[], last: PastAttempt): Next {
  switch (CONSEQUENCES[last.reason]) {
    case 'complete':
      return { kind: 'complete' };
    case 'repair':
      return past.some((it) => it.kind === 'repair') ? giveUp(last.reason) : { kind: 'again', as: 'repair' };
    case 'redispatch':
      return past.some((it, i) => it.kind === 'redispatch' && !wasHeld(past, i))
        ? giveUp(last.reason)
        : { kind: 'again', as: 'redispatch' };
    case 'hold':
      return past.filter((it) => it.reason === 'quota').length > MOST_HOLDS ? giveUp(last.reason) : { kind: 'again', as: 'redispatch' };
    case 'fail':
    case 'cancel':
      return giveUp(last.reason);
  }
}

/** A redispatch because of the provider's quota does not count. */
const wasHeld = (past: readonly PastAttempt[], index: number): boolean => past[index - 1]?.reason === 'quota';
const giveUp = (reason: AttemptReason): Next => ({ kind: 'give-up', reason });
