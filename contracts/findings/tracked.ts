// A finding over several reviews of one branch: its permanent id, where it was last seen, and its status.

import { FindingId, Fingerprint, RunId, SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { exact, listOf, PathText, words } from '../text.ts';
import { Timestamp } from '../time.ts';
import { FindingState } from './convergence.ts';
import { Severity } from './finding.ts';

/** How a place is recognised when its file has changed. Without a line it is the whole file. */
export const Anchor = z.strictObject({
  path: PathText,
  line: z.int().min(1).optional(),
  /** The number of lines that the finding is about. */
  span: z.int().min(1),
  /** A digest of the line with white space collapsed, because a line may contain a secret. */
  text: exact(64),
  /** The number of its characters that are not white space. */
  ink: z.int().min(0),
  /** Digests of the nearest lines above with less indentation, innermost first. */
  headers: listOf(exact(64), 3),
  /** The number of lines above it with the same text and headers. */
  ordinal: z.int().min(0),
});
export type Anchor = z.infer<typeof Anchor>;

/** `refuted`: workers examined and opposed it, or its author withdrew it. */
export const Standing = z.enum(['open', 'fixed', 'dismissed', 'refuted']);
export type Standing = z.infer<typeof Standing>;

const Sighting = z.strictObject({ run: RunId, at: Timestamp });

export const Tracked = z.strictObject({
  /** Permanent: the fingerprint under which it was first seen, or one derived from it if two had the same. */
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
  /** The commit to which the anchor refers. */
  commit: exact(64),
  first: Sighting,
  /** When a worker last raised it, and under which id. */
  last: z.strictObject({ ...Sighting.shape, finding: FindingId }),
  fixed: z.strictObject({ ...Sighting.shape, commit: exact(64).nullable(), why: words(500) }).optional(),
});
export type Tracked = z.infer<typeof Tracked>;

export const CHANGES = ['first-seen', 'seen', 'still-there', 'fixed', 'came-back', 'dismissed', 'refuted'] as const;

/** What one review adds to the history of one finding. */
export const Trace = z.strictObject({
  change: z.enum(CHANGES),
  /** Its id in this run, if a worker raised it in this run. */
  finding: FindingId.optional(),
  tracked: Tracked,
  /** It may be this earlier one, but there was more than one possibility. */
  possibly: Fingerprint.optional(),
  /** Another finding, in the lines that fixed this one. */
  afterFixOf: Fingerprint.optional(),
});
export type Trace = z.infer<typeof Trace>;

export const MOST_TRACKED = 1000;

/** What was reviewed, so that the next review of the branch knows what it need not look at again. */
export const Review = z.strictObject({
  run: RunId,
  at: Timestamp,
  commit: exact(64),
  /** The left end of the change as the user named it; absent if everything was reviewed. */
  range: exact(400).optional(),
  scope: listOf(exact(500), 100),
  /** The seats whose analysis of all of this was complete. */
  seats: listOf(SeatName, 64),
});
export type Review = z.infer<typeof Review>;

/** Compares the findings of a review with those of earlier reviews of the branch. */
export const TRACED = {
  branch: exact(1000),
  review: Review,
  /** The previous review of the branch; absent for the first one. */
  since: z.strictObject({ run: RunId, at: Timestamp }).optional(),
  traces: listOf(Trace, MOST_TRACKED),
};
export type Traced = z.infer<z.ZodObject<typeof TRACED>>;
