// Work on another machine of a fleet: what a host offers, what it is asked to do, and what it reports about a session. File
// contents are referred to by their digests in the fleet's object store.

import { Digest, DispatchId, PhaseKey, RunId, runOf } from '../ids.ts';
import { Included } from '../plan/opened-plan.ts';
import { Stage } from '../plan/plan.ts';
import { Snapshot } from '../plan/proof.ts';
import { Base } from '../run/base.ts';
import * as z from '../schema.ts';
import { Seat } from '../task/agent.ts';
import { exactText, freeText, PathText, wholeList } from '../text.ts';
import { Timestamp } from '../time.ts';
import { Fence } from './fence.ts';
import { SessionKey, SessionView } from './session.ts';

const VERSION = 1;
/** No transcript is that long; a file that begins further on cannot be written on every file system. */
const LONGEST_OUTPUT = 2 ** 40;
/** The size of a heartbeat, or of a file of errors, that a host hands in. */
export const LARGEST_TEXT = 1024 * 1024;

/** More than a worker ever gets. */
const MOST_ATTEMPTS = 100;

/** A host, for as long as it renews this. A later version may add fields and is accepted all the same. */
export const OfferedHost = z.object({
  v: z.literal(VERSION),
  host: exactText(32),
  home: PathText,
  /** Only a lead with the same version gives it work. */
  version: exactText(100),
  os: exactText(40),
  agents: z.array(exactText(100)),
  seats: z.int().min(1),
  busy: z.int().min(0),
  /** When it began to offer them. */
  since: Timestamp,
});
export type OfferedHost = z.infer<typeof OfferedHost>;

/** What a lead knows about a host. */
export const KnownHost = z.strictObject({
  host: z.string(),
  /** `unverifiable`: it is silent, which says nothing about its workers. Only a host that `offers` gets work. */
  stands: z.enum(['offers', 'other-version', 'unverifiable']),
  /** What it offered when it was last heard; null if this daemon has not heard it and only follows workers there. */
  offered: OfferedHost.nullable(),
  heardAt: Timestamp.nullable(),
  /** Workers of this lead that are, or may be, there. */
  workers: z.array(z.string()),
});
export type KnownHost = z.infer<typeof KnownHost>;

/** A stage of a plan for an executor: what its workplace is made from, and the fence of this attempt. */
export const HostedStage = z.strictObject({
  phase: PhaseKey,
  stage: Stage.shape.id,
  from: Snapshot,
  /** The commits from the base to what it builds on; null if it builds on the base itself. */
  bundle: Digest.nullable(),
  include: wholeList(Included, 50),
  fileBytes: z.int().min(1),
  tools: z.array(exactText(100)).nullable(),
  fence: Fence,
});
export type HostedStage = z.infer<typeof HostedStage>;

/** One attempt of a worker. Its paths are those of the lead's home; a host has the same layout in its own. */
export const HostOrder = z
  .strictObject({
    v: z.literal(VERSION),
    key: SessionKey,
    run: RunId,
    dispatch: DispatchId,
    attempt: z.int().min(1),
    node: exactText(32),
    home: PathText,
    seat: Seat,
    workplace: PathText.nullable(),
    base: Base.nullable(),
    bundle: Digest,
    prompt: z.strictObject({ path: PathText, digest: Digest }),
    hard: z.int().min(1),
    grace: z.int().min(0),
    usd: z.number().nullable(),
    /** Hosts that failed with an earlier attempt, and do not take this one. */
    not: z.array(exactText(32)).max(MOST_ATTEMPTS).optional(),
    /** Only for an executor, because it writes. */
    stage: HostedStage.optional(),
  })
  .refine(({ key, run, dispatch, attempt }) => runOf(dispatch) === run && key === `${dispatch}.${attempt}`, 'names two attempts');
export type HostOrder = z.infer<typeof HostOrder>;

/** Who has an order. `host` is null if the lead has taken it back; with `stopped` the lead wants nothing more of it. */
export const TakenOrder = z.strictObject({
  v: z.literal(VERSION),
  host: exactText(32).nullable(),
  home: PathText,
  stopped: z.boolean(),
});
export type TakenOrder = z.infer<typeof TakenOrder>;

/** What an executor left in its workplace, as one commit on what its stage builds on, and what could not be committed. */
export const DeliveredWork = z.strictObject({
  fence: Fence,
  head: Snapshot,
  bundle: Digest,
  problems: z.array(freeText(4096)).max(200),
});
export type DeliveredWork = z.infer<typeof DeliveredWork>;

/** Work that a host does not hand over because there is a later attempt, and where it is kept. */
export const WithheldWork = z.strictObject({ fence: Fence, newer: Fence, kept: freeText(1000) });
export type WithheldWork = z.infer<typeof WithheldWork>;

/** A host's report about a session. Except for output, each report is complete, so receiving one twice does no harm. */
export const HostReport = z.strictObject({
  v: z.literal(VERSION),
  host: exactText(32),
  home: PathText,
  view: SessionView,
  started: z.strictObject({ argv: z.array(z.string()), model: z.string() }),
  result: Digest.nullable(),
  beat: Digest.nullable(),
  errors: Digest.nullable(),
  work: DeliveredWork.optional(),
  refused: WithheldWork.optional(),
  /** A part of the transcript in base64, with its offset. */
  output: z.strictObject({ from: z.int().min(0).max(LONGEST_OUTPUT), bytes: z.string() }),
  /** Nothing more follows: the session has ended, and everything that it left was reported. */
  whole: z.boolean(),
});
export type HostReport = z.infer<typeof HostReport>;
