// A finding over several reviews of one branch: its permanent id, where it was last seen, and its status.

import { FindingId, Fingerprint, RunId, SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText, freeText, PathText, wholeList } from '../text.ts';
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
  text: exactText(64),
  /** The number of its characters that are not white space. */
  ink: z.int().min(0),
  /** Digests of the nearest lines above with less indentation, innermost first. */
  headers: wholeList(exactText(64), 3),
  /** The number of lines above it with the same text and headers. */
  ordinal: z.int().min(0),
});
export type Anchor = z.infer<typeof Anchor>;

/** `refuted`: workers examined and opposed it, or its author withdrew it. */
export const TrackedStatus = z.enum(['open', 'fixed', 'dismissed', 'refuted']);
export type TrackedStatus = z.infer<typeof TrackedStatus>;

const Sighting = z.strictObject({ run: RunId, at: Timestamp });

export const TrackedFinding = z.strictObject({
  /** Permanent: the fingerprint under which it was first seen, or one derived from it if two had the same. */
  id: Fingerprint,
  /** Every fingerprint under which it was seen. */
  aliases: wholeList(Fingerprint, 50),
  title: freeText(300),
  claim: freeText(1000),
  category: exactText(64),
  severity: Severity,
  /** The outcome of its last examination. */
  state: FindingState,
  /** Its state rests on fewer than two voices that show their look. */
  claimed: z.literal(true).optional(),
  seats: wholeList(SeatName, 50),
  standing: TrackedStatus,
  anchor: Anchor.nullable(),
  /** The commit to which the anchor refers. */
  commit: exactText(64),
  first: Sighting,
  /** When a worker last raised it, and under which id. */
  last: z.strictObject({ ...Sighting.shape, finding: FindingId }),
  fixed: z.strictObject({ ...Sighting.shape, commit: exactText(64).nullable(), why: freeText(500) }).optional(),
});
export type TrackedFinding = z.infer<typeof TrackedFinding>;

export const CHANGES = ['first-seen', 'seen', 'still-there', 'fixed', 'came-back', 'dismissed', 'refuted'] as const;

/** What one review adds to the history of one finding. */
export const FindingChange = z.strictObject({
  change: z.enum(CHANGES),
  /** Its id in this run, if a worker raised it in this run. */
  finding: FindingId.optional(),
  tracked: TrackedFinding,
  /** It may be this earlier one, but there was more than one possibility. */
  possibly: Fingerprint.optional(),
  /** Another finding, in the lines that fixed this one. */
  afterFixOf: Fingerprint.optional(),
});
export type FindingChange = z.infer<typeof FindingChange>;

export const MOST_TRACKED = 1000;

/** What was reviewed, so that the next review of the branch knows what it need not look at again. */
export const Review = z.strictObject({
  run: RunId,
  at: Timestamp,
  commit: exactText(64),
  /** The left end of the change as the user named it; absent if everything was reviewed. */
  range: exactText(400).optional(),
  scope: wholeList(exactText(500), 100),
  /** The seats whose analysis of all of this was complete. */
  seats: wholeList(SeatName, 64),
});
export type Review = z.infer<typeof Review>;

/** Compares the findings of a review with those of earlier reviews of the branch. */
export const REVIEW_COMPARISON = {
  branch: exactText(1000),
  review: Review,
  /** The previous review of the branch; absent for the first one. */
  since: z.strictObject({ run: RunId, at: Timestamp }).optional(),
  traces: wholeList(FindingChange, MOST_TRACKED),
};
export type ReviewComparison = z.infer<z.ZodObject<typeof REVIEW_COMPARISON>>;
