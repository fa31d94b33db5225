// The delay before a failed effect is retried: 1 s, 2 s, 4 s … up to a minute.

import type { Instant, Millis } from '../../contracts/time.ts';

const FIRST: Millis = 1_000;
const LONGEST: Millis = 60_000;

export const retryAfter = (tries: number): Millis => Math.min(FIRST * 2 ** (tries - 1), LONGEST);

/** A failure this old says nothing about the next try. */
const FORGOTTEN_AFTER: Millis = 10 * 60_000;

export type FailedTry = { try: number; at: Instant; retryAt: Instant };

export const triesSoFar = (before: FailedTry | undefined, now: Instant): number =>
  before && Math.abs(now - before.at) < FORGOTTEN_AFTER ? before.try : 0;

/** A shortage of descriptors, processes or memory says nothing about the effect: it is retried and never counts. */
const SHORTAGES = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'ENOBUFS', 'out-of-resources']);

/** How many failures count towards giving up, including this one, which was try number `tries`. */
export const countedFailures = (before: { counted: number } | undefined, tries: number, code: string): number =>
  (tries === 1 ? 0 : (before?.counted ?? 0)) + (SHORTAGES.has(code) ? 0 : 1);

/** When the next try is due. A time further ahead than any delay means that the clock was set back. */
export const retryDueAt = (failure: Pick<FailedTry, 'retryAt'> | undefined, now: Instant): Instant | undefined =>
  failure && failure.retryAt > now && failure.retryAt - now <= LONGEST ? failure.retryAt : undefined;

/** After this many failures to compose the report, the one-page stub is written instead. */
export const STUB_AFTER = 3;
/** After this many failures of something that a run needs to start, the run fails. */
export const GIVE_UP_AFTER = 6;
/**
 * If even the stub cannot be written, for any reason but a full disk, the run still ends: that is reported, and the report is
 * written later.
 */
export const keepsTrying = ({ counted, code }: { counted: number; code: string }): boolean => counted < GIVE_UP_AFTER || FULL.has(code);
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
