// The events of every run, one payload a line. The fold of these and of the events of its phases is the whole state of the run;
// nothing else is remembered.

import { Config } from '../config.ts';
import { andMore } from '../cut.ts';
import { EffectFailed } from '../event.ts';
import { AddedDismissals, KnownDismissal, MOST_DISMISSALS } from '../findings/dismissal.ts';
import { EvidenceCheck, FindingRef, LookAtPlace, RaisedFinding, Verdict } from '../findings/finding.ts';
import { Gap, GapOutcome } from '../findings/gap.ts';
import { REVIEW_COMPARISON } from '../findings/tracked.ts';
import { Digest, DispatchId, GapId, GateId, PhaseKey, ProviderName, RunId, SeatName, SubjectId } from '../ids.ts';
import * as z from '../schema.ts';
import { Seat } from '../task/agent.ts';
import { Origin, Task } from '../task/task.ts';
import { PhaseTemplate, Template } from '../task/template.ts';
import { cuttableList, exactText, freeText, PathText, wholeList } from '../text.ts';
import { Timestamp } from '../time.ts';
import { Usage } from '../usage.ts';
import { AttemptKind, AttemptReason, ResultFlag, TerminalStatus } from '../work/dispatch.ts';
import { ErrorLine } from '../work/heartbeat.ts';
import { CheckedBlock } from '../work/narrative.ts';
import { Inconclusive, Receipt } from '../work/receipt.ts';
import { SessionEnd } from '../work/session.ts';
import { Base, ProjectCommands } from './base.ts';
import { Gate, GateAnswer } from './gate.ts';
import { IMPACT_EVENTS } from './impact-events.ts';
import { REUSE_EVENTS, SoughtRun } from './reuse-events.ts';

const Nothing = z.strictObject({});
/** The session, dispatch and seat, so that a line about the event can be written without further data. */
const attempt = { dispatch: DispatchId, attempt: z.int().min(1), seat: SeatName };

export const Outcome = z.enum(['completed', 'failed', 'aborted', 'skipped']);
export type Outcome = z.infer<typeof Outcome>;

export const ConcludeReason = z.enum([
  'done',
  'deadline',
  'budget',
  'aborted',
  'rejected',
  'pause-expired',
  'consent-missing',
  'base-refused',
  'base-unknown',
  'scope-empty',
  'binding-refused',
  'no-result',
  /** A prompt could not be made. */
  'not-made',
  'reused',
  'effect-failed',
  /** A decision of the lead was refused, by its fold or by the ledger: a bug in Muster. */
  'decision-refused',
]);
export type ConcludeReason = z.infer<typeof ConcludeReason>;

/** A note that appears in the report: what was left out, what was unusual, what a person wrote. */
export const Note = z.strictObject({
  kind: z.enum(['left-out', 'less-independent', 'violation', 'anomaly', 'person', 'coverage', 'warning', 'client']),
  text: freeText(16_384),
  /** The key under which a client stores it, to read it back. */
  key: exactText(100).optional(),
});
export type Note = z.infer<typeof Note>;

/** Text that is passed to a later dispatch, with its author. */
export const Carried = z.strictObject({
  from: z.enum(['person', 'worker', 'program']),
  title: freeText(300),
  text: freeText(65_536),
});
export type Carried = z.infer<typeof Carried>;

/** What went wrong with a worker's checkout: it is gone, or the files needed to examine it were modified. */
export const LostCheckout = z.enum(['gone', 'unsealed']);
export type LostCheckout = z.infer<typeof LostCheckout>;

const moreCarried = (left: number): Carried => ({ from: 'program', title: andMore(left), text: 'The journal has them all.' });
const moreErrors = (left: number): ErrorLine => ({ ts: '', type: 'cli-failure', message: andMore(left) });

const WrittenReport = z.strictObject({ json: Digest, markdown: Digest, html: Digest, path: PathText, stub: z.boolean() });

/** The events of every run. Events of one kind of phase are in that kind's folder. */
export const SHARED_EVENTS = {
  'run.created': z.strictObject({
    run: RunId,
    task: Task,
    /** The original text, in the object store. */
    text: Digest,
    origin: Origin,
    template: Template,
    config: Config,
    home: PathText,
  }),
  /** A node of a fleet leads the run from now on: its first one, or one that takes over after another's lease expired. */
  'lead.taken': z.strictObject({ node: exactText(32), home: PathText, epoch: z.int().min(1) }),
  'run.queued': z.strictObject({ waitsFor: freeText(8000) }),
  /** Nobody has consented yet to sending the project's code to these providers. */
  'consent.awaited': z.strictObject({ project: PathText, providers: z.array(ProviderName).min(1) }),
  'consent.given': z.strictObject({ providers: z.array(ProviderName).min(1) }),
  'run.admitted': Nothing,
  /**
   * `dismissed`: what a person had dismissed in the home, and what the project's `.muster/dismissed.yaml` said before the change
   * under review; `commands`: those with which the project proves itself, if the run may make a plan.
   */
  'base.captured': z.strictObject({
    base: Base,
    dismissed: wholeList(KnownDismissal, MOST_DISMISSALS * 2).optional(),
    /** Added by the change under review; they silence nothing in this run. */
    addedDismissals: AddedDismissals.optional(),
    commands: ProjectCommands.optional(),
  }),
  /** `sought`: how an equal run is found, and why none was used; absent if nothing is reused. */
  'run.bound': z.strictObject({
    seats: z.array(Seat).min(1),
    notes: z.array(Note),
    sought: SoughtRun.optional(),
  }),
  /** A phase that starts again has forgotten its earlier outcome. */
  'phase.started': z.strictObject({ phase: PhaseKey, team: z.array(SeatName) }),
  /** It reached its time limit, in milliseconds: pending work is ended, and it settles with what is done. */
  'phase.overdue': z.strictObject({ phase: PhaseKey, limit: z.int(), pending: z.int(), done: z.int() }),
  'phase.ended': z.strictObject({ phase: PhaseKey, outcome: Outcome.exclude(['aborted']), reason: freeText(4000).optional() }),

  'dispatch.prepared': z.strictObject({
    dispatch: DispatchId,
    phase: PhaseKey,
    pass: z.int().min(0),
    round: z.int().min(0),
    seat: SeatName,
    role: exactText(40),
    skill: exactText(100),
    /** What it is asked about: findings in a convergence round, gaps of a critic, items of a plan. */
    findings: z.array(SubjectId),
    /** What its prompt contains beside its inputs: a person's answer or comment, objections to the last draft. */
    carries: cuttableList(Carried, 200, moreCarried).optional(),
    /** What it judges or plans for without being asked about each: `F-001`, or a name of the lineage such as `plan:<digest>`. */
    judges: wholeList(exactText(150), 2000).optional(),
    /** The dispatch that it repeats, with a higher pass. */
    supersedes: DispatchId.optional(),
  }),
  ...REUSE_EVENTS,
  ...IMPACT_EVENTS,
  'workplace.ready': z.strictObject({
    dispatch: DispatchId,
    seat: SeatName,
    path: PathText,
    /** The shared tree over which it is a layer, if it is not a copy of its own. */
    over: exactText(300).optional(),
  }),
  /** A worker changed the checkout that it was only to read. The changes are stored under the digest. */
  'workplace.changed': z.strictObject({
    workplace: exactText(300),
    patch: Digest,
    files: cuttableList(freeText(4096), 1000, andMore),
    lost: LostCheckout.optional(),
  }),
  'prompt.written': z.strictObject({
    dispatch: DispatchId,
    kind: AttemptKind,
    attempt: z.int().min(1),
    path: PathText,
    digest: Digest,
    body: Digest,
    bytes: z.int(),
    nonce: exactText(100),
  }),
  'attempt.starting': z.strictObject({
    ...attempt,
    kind: AttemptKind,
    /** The share of the run's ceiling that it reserves, if it costs something. */
    share: z.number().min(0).max(1).optional(),
  }),
  'attempt.started': z.strictObject({
    ...attempt,
    pid: z.int().nullable(),
    argv: cuttableList(freeText(16_384), 1000, andMore),
    model: freeText(200),
    role: exactText(40),
    /** The machine of the fleet that it runs on, if not that of its lead. */
    host: z.strictObject({ node: exactText(32), home: PathText }).optional(),
    /** Why it runs on its lead's node although hosts offer seats: recorded once for each reason. */
    here: freeText(500).optional(),
  }),
  /** Something delays it that is not the worker's fault; null when that is over. Its start ends it too. */
  'attempt.waits': z.strictObject({ ...attempt, waitsFor: freeText(2000).nullable() }),
  'attempt.suspected': z.strictObject({ ...attempt, quietFor: z.int() }),
  'attempt.recovered': z.strictObject({ ...attempt, sign: freeText(200) }),
  'attempt.overdue': z.strictObject({ ...attempt, age: z.int() }).describe('past its soft deadline'),
  'attempt.ending': z.strictObject({ ...attempt, reason: AttemptReason, detail: freeText(4000) }),
  'attempt.ended': z.strictObject({
    ...attempt,
    reason: AttemptReason,
    detail: freeText(4000),
    end: SessionEnd.nullable(),
    usage: Usage,
    /** Its estimated usage, if its program reported none. */
    estimate: Usage.optional(),
    age: z.int(),
    errors: cuttableList(ErrorLine, 200, moreErrors),
    /** With reason quota: until when its provider rests. */
    resetAt: Timestamp.optional(),
    /** The provider's own conversation, which a repair can continue. */
    session: exactText(200).optional(),
    /** The model that actually answered, if the program reports it. */
    model: freeText(200).optional(),
    /** Nothing it printed was in a format that its adapter knows. */
    unread: z.literal(true).optional(),
  }),
  'result.accepted': z.strictObject({
    ...attempt,
    digest: Digest,
    bytes: z.int(),
    summary: freeText(16_384),
    coverage: freeText(4000).optional(),
    notes: freeText(16_384).optional(),
    toolCalls: z.int().nullable(),
    flags: z.array(ResultFlag),
    /** The session's awake age, if there was a session. */
    age: z.int().min(0).optional(),
  }),
  'finding.raised': z.strictObject({ raised: RaisedFinding }),
  'verdict.given': z.strictObject({ dispatch: DispatchId, seat: SeatName, round: z.int().min(1), verdict: Verdict }),
  /** It has an id if it is a critic's; a critic reports nothing else. */
  'gap.raised': z.strictObject({ dispatch: DispatchId, seat: SeatName, gap: Gap, id: GapId.optional() }),
  'narrative.given': z.strictObject({ dispatch: DispatchId, blocks: z.array(CheckedBlock) }),
  'evidence.checked': z.strictObject({
    dispatch: DispatchId,
    findings: z.array(z.strictObject({ ref: FindingRef, checks: z.array(EvidenceCheck), look: LookAtPlace.optional() })),
    /** `look`: at the place of what is raised, apart from what is quoted, or of what is judged. */
    verdicts: z.array(z.strictObject({ finding: SubjectId, checks: z.array(EvidenceCheck), look: LookAtPlace.optional() })),
    gaps: z.array(z.strictObject({ gap: GapId, checks: z.array(EvidenceCheck) })).optional(),
    /** For an analysis and an examination: what was looked at. */
    receipt: Receipt.optional(),
  }),
  /** An analysis that found nothing and shows no look: it has no voice and does not count for the quorum. */
  'look.inconclusive': z.strictObject({ dispatch: DispatchId, seat: SeatName, why: Inconclusive }),
  'dispatch.ended': z.strictObject({
    dispatch: DispatchId,
    seat: SeatName,
    status: TerminalStatus,
    reason: exactText(100),
    detail: freeText(4000),
  }),
  'poll.reported': z.strictObject({ pending: z.int(), done: z.int() }),
  /** The house holds a provider that some of the run's workers need; `by` is the session that hit its limit. */
  'provider.held': z.strictObject({ provider: ProviderName, until: Timestamp, by: freeText(200) }),
  'provider.released': z.strictObject({ provider: ProviderName }),
  /** The time of day advanced by this much more (or less) than the time in which an awake lead followed this run. */
  'clock.jumped': z.strictObject({ by: z.int(), because: z.enum(['sleep-or-set', 'no-lead']) }),

  'gap.settled': z.strictObject({ gap: GapId, outcome: GapOutcome, by: SeatName.optional(), reason: freeText(2000) }),

  'phases.added': z.strictObject({ after: PhaseKey, digest: Digest, phases: wholeList(PhaseTemplate, 20).min(1) }),

  'gate.opened': z.strictObject({ gate: Gate }),
  'gate.answered': z.strictObject({ gate: GateId, answer: GateAnswer, comment: freeText(16_384).optional(), shown: Digest }),
  /** It came from inside a worker, so it is no person's answer. */
  'answer.refused': z.strictObject({ gate: GateId, answer: GateAnswer, why: freeText(2000) }),
  'gate.expired': z.strictObject({ gate: GateId }),
  'run.paused': z.strictObject({ reason: freeText(4000), expiresAt: Timestamp }),
  'run.resumed': Nothing,
  'run.concluding': z.strictObject({ outcome: Outcome, reason: ConcludeReason, message: freeText(4000), partial: z.boolean() }),
  /** The status of the branch's findings, and which of this run's findings are new. */
  'findings.traced': z.strictObject(REVIEW_COMPARISON),
  'report.composed': WrittenReport,
  /** A stub was replaced by the full report; apart from notes, the only event that may come after the end. */
  'report.completed': WrittenReport,
  /** The disposable checkouts of the run were moved away; `moved` of them are being removed in the background. */
  'run.cleared': z.strictObject({ moved: z.int().min(0).optional() }),
  'run.ended': z.strictObject({
    outcome: Outcome,
    reason: ConcludeReason,
    degraded: z.boolean(),
    message: freeText(4000),
    report: freeText(4096),
    /** The rules (FORMAT.runs) by which its documents were derived; absent in runs of early builds. */
    rules: z.int().min(1).optional(),
  }),

  /** Its files were deleted to free space. */
  'run.pruned': z.strictObject({ bytes: z.int().min(0) }),

  'effect.failed': EffectFailed,
  'note.added': z.strictObject({ note: Note }),
} as const;

export type SharedEventType = keyof typeof SHARED_EVENTS;
export type SharedEventOf<T extends SharedEventType> = { type: T; payload: z.infer<(typeof SHARED_EVENTS)[T]> };
export type SharedEvent = { [T in SharedEventType]: SharedEventOf<T> }[SharedEventType];

/** What may still be written after `run.ended`. */
export const AFTER_END: ReadonlySet<string> = new Set<SharedEventType>([
  'note.added',
  'report.completed',
  'run.pruned',
  'result.forgotten',
  'impact.assessed',
]);
