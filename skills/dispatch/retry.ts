// How long to wait before an effect that failed is tried again: 1 s, 2 s, 4 s … up to a minute.

import type { Millis } from '../../contracts/time.ts';

const FIRST: Millis = 1_000;
const LONGEST: Millis = 60_000;

export const retryAfter = (tries: number): Millis => Math.min(FIRST * 2 ** (tries - 1), LONGEST);

/** After so many failures of composing the report the one-page stub is written instead. */
export const STUB_AFTER = 3;
/** After so many failures of what a run cannot begin without, it ends as failed. */
export const GIVE_UP_AFTER = 6;
