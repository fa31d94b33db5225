// What follows when an attempt has ended: the table of contracts/dispatch.ts, with its counts.
// A redispatch is given once, a repair once; a held provider costs nothing.

import { type AttemptKind, type AttemptReason, CONSEQUENCES } from '../../contracts/dispatch.ts';

export type Past = { kind: AttemptKind; reason: AttemptReason }[];

export type Next = { kind: 'complete' } | { kind: 'again'; as: 'redispatch' | 'repair' } | { kind: 'give-up'; reason: AttemptReason };

/** `past` holds every attempt that has ended, the newest last. */
export function consequenceOf(past: Past): Next {
  const last = past.at(-1);
  if (!last) throw new RangeError('no attempt has ended');
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
      return { kind: 'again', as: 'redispatch' };
    case 'fail':
    case 'cancel':
      return giveUp(last.reason);
  }
}

/** A redispatch that was made because the provider had been held is not counted. */
const wasHeld = (past: Past, index: number): boolean => past[index - 1]?.reason === 'quota';
const giveUp = (reason: AttemptReason): Next => ({ kind: 'give-up', reason });
