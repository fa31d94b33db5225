// How workers examine the findings of others: the canonical finding, the words about it, and the resulting state.
// `state/convergence.json` has this form.

import { DispatchId, FindingId, Fingerprint, SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText, freeText, PathText, wholeList } from '../text.ts';
import { Evidence, EvidenceCheck, FindingRef, LookAtPlace, NamedPlace, Severity, VerdictWord } from './finding.ts';
import { FINDING_STATES } from './names.ts';

const settings = {
  enabled: z.boolean(),
  maxRounds: z.int().min(1).max(3),
  mode: z.enum(['lightweight', 'full-reanalysis']),
  adversarial: z.boolean(),
  critic: z.boolean(),
};

/** As a task may set it for one run: by default, the values of the task type. */
export const RequestedConvergence = z.strictObject(settings).partial();
export type RequestedConvergence = z.infer<typeof RequestedConvergence>;

export const ConvergenceSettings = z.strictObject({
  enabled: settings.enabled.default(true),
  maxRounds: settings.maxRounds.default(2),
  mode: settings.mode.default('lightweight'),
  adversarial: settings.adversarial.default(false),
  critic: settings.critic.default(false),
});
export type ConvergenceSettings = z.infer<typeof ConvergenceSettings>;

export const FindingState = z.enum(FINDING_STATES);
export type FindingState = z.infer<typeof FindingState>;

export const RefutedPlace = z.strictObject({ ...NamedPlace.shape, why: freeText(500) });
export type RefutedPlace = z.infer<typeof RefutedPlace>;

/** Findings of the same thing by one or several workers, under one id for the rest of the run. */
export const CanonicalFinding = z.strictObject({
  id: FindingId,
  fingerprint: Fingerprint,
  /** `<dispatch>/<localId>` of each raised finding in it, the representative first. */
  origins: z.array(FindingRef).min(1),
  /** Who came to it without another: what they say together is what several found. */
  seats: z.array(SeatName).min(1),
  /** Who raised it too, in the words of an earlier one or without any look: they are asked about it like those who did not raise it. */
  repeatedBy: z.array(SeatName).optional(),
  /** Of `seats`, those of whom nothing but their own word shows that they looked. */
  unshown: z.array(SeatName).optional(),
  /** Of those, whoever does not even say so. */
  blind: z.array(SeatName).optional(),
  title: freeText(300),
  category: exactText(64),
  severity: Severity,
  path: PathText.optional(),
  line: z.int().optional(),
  state: FindingState,
  /** The round in which it was settled; 0 is grouping. Absent while it is queued. */
  settledIn: z.int().min(0).optional(),
  /** The claim of a finding that the program noticed and no worker raised. */
  claim: freeText(4000).optional(),
  /** Why it has this state, in words for the report. */
  reason: freeText(2000).optional(),
  /**
   * For a finding that combines many places: each place, with the reason if it was refuted and no longer counts, or whether the
   * range did not touch it.
   */
  places: z
    .array(z.strictObject({ ...NamedPlace.shape, refuted: freeText(500).optional(), untouched: z.literal(true).optional() }))
    .optional(),
  /** Dismissed only by the file of a project that the user does not trust: it still counts for `--fail-on`. */
  untrusted: z.literal(true).optional(),
  /** Confirmed, rechecked or refuted by too few who show that they looked: the others only say so. */
  claimed: z.literal(true).optional(),
  /** For `merged`: the finding of which it is now an alias. */
  mergedInto: FindingId.optional(),
});
export type CanonicalFinding = z.infer<typeof CanonicalFinding>;

/** One seat's word on one finding in one round. */
export const FindingVerdict = z.strictObject({
  finding: FindingId,
  seat: SeatName,
  round: z.int().min(1),
  dispatch: DispatchId,
  verdict: VerdictWord,
  of: FindingId.optional(),
  basis: freeText(16_384),
  evidence: z.array(Evidence),
  checks: z.array(EvidenceCheck),
  /** `no-answer`, `not-my-field`, `agreed-without-looking` … if the program added or changed the word. */
  note: freeText(500).optional(),
  /** It brought new evidence, and the evidence was found. */
  newEvidence: z.boolean().optional(),
  /** Places of the finding where, according to this word, it does not hold. */
  notAt: z.array(NamedPlace).optional(),
  /** Against the finding, or places of it, with evidence that was found and is not the finding's own. */
  counterProof: z.boolean().optional(),
  /** Absent if it is not known. */
  look: LookAtPlace.optional(),
});
export type FindingVerdict = z.infer<typeof FindingVerdict>;

/** What a seat was asked in a round, and whether it answered. A failure is never a vote. */
export const SeatQuestion = z.strictObject({
  round: z.int().min(1),
  seat: SeatName,
  dispatch: DispatchId,
  findings: z.array(FindingId),
  outcome: z.enum(['pending', 'answered', 'failed']),
  reason: freeText(4000).optional(),
});
export type SeatQuestion = z.infer<typeof SeatQuestion>;

/** A seat with a completed analysis. All built-in analysers are one voice, `rules`. */
export const Analyser = z.strictObject({
  seat: SeatName,
  kind: z.enum(['model', 'rules']),
  /** The voice that it belongs to. By default `rules` for rules, and a voice of its own for a model. */
  voice: exactText(200).optional(),
  /** The categories it can judge; a model can judge all of them. */
  field: z.union([z.literal('all'), wholeList(exactText(64), 200)]),
});
export type Analyser = z.infer<typeof Analyser>;

/** `stopped`: a person, or an error in the run, ended it before everything was examined. */
export const EndReason = z.enum(['queue-empty', 'max-rounds', 'quorum-lost', 'disabled', 'budget', 'deadline', 'stopped']);
export type EndReason = z.infer<typeof EndReason>;

export const Convergence = z.strictObject({
  settings: ConvergenceSettings,
  /** 0 after grouping, then the number of the current or last round. */
  round: z.int().min(0),
  analysers: z.array(Analyser),
  findings: z.array(CanonicalFinding),
  asks: z.array(SeatQuestion),
  words: z.array(FindingVerdict),
  skippedWorkers: z.array(z.strictObject({ seat: SeatName, round: z.int(), reason: z.string() })),
  ended: EndReason.optional(),
});
export type Convergence = z.infer<typeof Convergence>;
