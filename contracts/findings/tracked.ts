// A finding over several reviews of one branch: the id that it keeps, where it was last, and how it stands.

import { FindingId, Fingerprint, RunId, SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { exact, listOf, PathText, words } from '../text.ts';
import { Timestamp } from '../time.ts';
import { FindingState } from './convergence.ts';
import { Severity } from './finding.ts';

/** What a place is recognised by when its file has changed. Without a line it is the whole file. */
export const Anchor = z.strictObject({
  path: PathText,
  line: z.int().min(1).optional(),
  /** How many lines the finding is about. */
  span: z.int().min(1),
  /** A digest of the line with white space collapsed, because a line may hold a secret. */
  text: exact(64),
  /** How many characters of it are no white space. */
  ink: z.int().min(0),
  /** Digests of the nearest lines above with less indentation, the innermost first. */
  headers: listOf(exact(64), 3),
  /** How many lines above it, with these headers, have the same text. */
  ordinal: z.int().min(0),
});
export type Anchor = z.infer<typeof Anchor>;

/** `refuted`: workers examined it and opposed it, or whoever raised it took it back. */
export const Standing = z.enum(['open', 'fixed', 'dismissed', 'refuted']);
export type Standing = z.infer<typeof Standing>;

const Sighting = z.strictObject({ run: RunId, at: Timestamp });

export const Tracked = z.strictObject({
  /** Given once: the fingerprint under which it was first seen, or one made from it where two had the same. */
  id: Fingerprint,
  /** Every fingerprint under which it was seen. */
  aliases: listOf(Fingerprint, 50),
  title: words(300),
  claim: words(1000),
  category: exact(64),
  severity: Severity,
  /** The outcome of its last examination. */
  state: FindingState,
  seats: listOf(SeatName, 50),
  standing: Standing,
  anchor: Anchor.nullable(),
  /** In which the anchor stands. */
  commit: exact(64),
  first: Sighting,
  /** When a worker last raised it, and under which name. */
  last: z.strictObject({ ...Sighting.shape, finding: FindingId }),
  fixed: z.strictObject({ ...Sighting.shape, commit: exact(64).nullable(), why: words(500) }).optional(),
});
export type Tracked = z.infer<typeof Tracked>;

export const CHANGES = ['first-seen', 'seen', 'still-there', 'fixed', 'came-back', 'dismissed', 'refuted'] as const;

/** What one review adds to the history of one finding. */
export const Trace = z.strictObject({
  change: z.enum(CHANGES),
  /** In this run, where a worker raised it in this run. */
  finding: FindingId.optional(),
  tracked: Tracked,
  /** It may be this earlier one; there was more than one possibility. */
  possibly: Fingerprint.optional(),
  /** Another finding, in the lines that fixed this one. */
  afterFixOf: Fingerprint.optional(),
});
export type Trace = z.infer<typeof Trace>;

export const MOST_TRACKED = 1000;

/** What was reviewed, so that the next review of the branch can tell what it need not look at again. */
export const Review = z.strictObject({
  run: RunId,
  at: Timestamp,
  commit: exact(64),
  /** The left end of the change as it was named; absent when everything was reviewed. */
  range: exact(400).optional(),
  scope: listOf(exact(500), 100),
  /** Whose analysis of all of this was complete. */
  seats: listOf(SeatName, 64),
});
export type Review = z.infer<typeof Review>;

/** How the findings of a review compare with those of earlier reviews of the branch. */
export const TRACED = {
  branch: exact(1000),
  review: Review,
  /** The review of the branch before this one; absent for the first. */
  since: z.strictObject({ run: RunId, at: Timestamp }).optional(),
  traces: listOf(Trace, MOST_TRACKED),
};
export type Traced = z.infer<z.ZodObject<typeof TRACED>>;
