// A run as people see it: one projection for `show --json`, the report and the page.

import { Actor } from '../event.ts';
import { CanonicalFinding, EndReason, FindingVerdict } from '../findings/convergence.ts';
import { RaisedFinding } from '../findings/finding.ts';
import { CriticMode, NamedGap } from '../findings/gap.ts';
import { REVIEW_COMPARISON } from '../findings/tracked.ts';
import { WorkVerdict } from '../findings/work-verdict.ts';
import { Digest, DispatchId, RunId, SeatName } from '../ids.ts';
import { Plan } from '../plan/plan.ts';
import { PlanVerification } from '../plan/plan-verification.ts';
import * as z from '../schema.ts';
import { Seat } from '../task/agent.ts';
import { Origin, Task } from '../task/task.ts';
import { Expected, TemplateSource } from '../task/template.ts';
import { freeText } from '../text.ts';
import { Timestamp } from '../time.ts';
import { Usage } from '../usage.ts';
import { AttemptKind, ResultFlag, TerminalStatus } from '../work/dispatch.ts';
import { CheckedBlock } from '../work/narrative.ts';
import { SeatLooks } from '../work/receipt.ts';
import { SessionEnd } from '../work/session.ts';
import { Base, ProjectCommands } from './base.ts';
import { Gate, GateAnswer } from './gate.ts';
import { ConcludeReason, Note, Outcome } from './run-event.ts';

export const RUN_STATUSES = [
  'created',
  'awaiting-consent',
  'queued',
  'bound',
  'executing',
  'planning',
  'awaiting-approval',
  'paused',
  'concluding',
  'completed',
  'failed',
  'aborted',
  'skipped',
] as const;
export const RunStatus = z.enum(RUN_STATUSES);
export type RunStatus = z.infer<typeof RunStatus>;

export const AttemptView = z.strictObject({
  attempt: z.int(),
  kind: AttemptKind,
  state: z.enum(['starting', 'running', 'suspect', 'ending', 'ended']),
  reason: z.string().nullable(),
  detail: z.string(),
  pid: z.int().nullable(),
  /** The machine of the fleet that it runs on, if not that of its lead. */
  host: z.strictObject({ node: z.string(), home: z.string() }).optional(),
  /** Why it runs on its lead's node although hosts offer seats. */
  here: z.string().optional(),
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
  end: SessionEnd.nullable(),
  usage: Usage.nullable(),
  /** If its program reported no usage. */
  estimate: Usage.nullable(),
});
export type AttemptView = z.infer<typeof AttemptView>;

export const DispatchView = z.strictObject({
  id: DispatchId,
  phase: z.string(),
  pass: z.int(),
  round: z.int(),
  seat: SeatName,
  role: z.string(),
  /** The stage of a plan that it carries out. */
  stage: z.string().optional(),
  state: z.enum(['prepared', 'open', 'ended']),
  status: TerminalStatus.nullable(),
  reason: z.string().nullable(),
  detail: z.string(),
  findings: z.array(z.string()),
  prompt: z.strictObject({ path: z.string(), digest: Digest, body: Digest, bytes: z.int() }).nullable(),
  result: z
    .strictObject({
      digest: Digest,
      bytes: z.int(),
      summary: z.string(),
      coverage: z.string().nullable(),
      notes: z.string().nullable(),
      toolCalls: z.int().nullable(),
      flags: z.array(ResultFlag),
    })
    .nullable(),
  attempts: z.array(AttemptView),
  /** Its result is that of an earlier dispatch, which had cost this. */
  reused: z.strictObject({ from: DispatchId, saved: Usage }).optional(),
  preparedAt: Timestamp,
  endedAt: Timestamp.nullable(),
});
export type DispatchView = z.infer<typeof DispatchView>;

export const Judgement = z.strictObject({
  asks: z.enum(['rules', 'judgement']),
  /** The person's question, shortened; null if there was none. */
  question: freeText(300).nullable(),
  /**
   * `rules-only`: the question takes no judgement, and only rules looked. `not-judged`: also if every answer that could have judged
   * was inconclusive, or shows no look.
   */
  came: z.enum(['judged', 'rules-only', 'not-judged']),
  /** Seats that can judge anything but judged nothing: they gave no answer that counts, or showed no look. */
  without: z.array(SeatName),
  /** Of these, the seats that raised something although nothing shows that they opened a file in question. */
  blind: z.array(SeatName).optional(),
});
export type Judgement = z.infer<typeof Judgement>;

export const RunView = z.strictObject({
  id: RunId,
  status: RunStatus,
  outcome: Outcome.nullable(),
  reason: ConcludeReason.nullable(),
  message: z.string(),
  /** The earlier run whose report is used; this run did no work. */
  sameAs: RunId.optional(),
  /** What that run had cost. */
  saved: Usage.optional(),
  /** Fewer results than the template's quorum, or seats that failed. */
  degraded: z.boolean(),
  degradedWhy: z.array(z.string()),
  partial: z.boolean(),
  /** The run's question, and whether a seat that could answer it did; null until its work is over. */
  judgement: Judgement.nullable(),
  waitsFor: z.string().nullable(),
  /** In a fleet: the node that leads it, or led it when it ended. */
  lead: z.strictObject({ node: z.string(), home: z.string() }).optional(),
  task: Task,
  origin: Origin,
  text: Digest,
  template: z.strictObject({ name: z.string(), digest: Digest, source: TemplateSource.optional() }),
  base: Base.nullable(),
  seats: z.array(Seat),
  phases: z.array(
    z.strictObject({
      key: z.string(),
      kind: z.string(),
      /** How often it was started again. */
      pass: z.int(),
      /** `awaiting-artifact` and `validating` are states of a running phase. */
      state: z.enum(['pending', 'running', 'awaiting-artifact', 'validating', 'completed', 'failed', 'skipped']),
      reason: z.string().nullable(),
      expects: Expected.optional(),
      startedAt: Timestamp.nullable(),
      endedAt: Timestamp.nullable(),
      /** What this kind of phase adds to what all phases have. */
      facts: z.json().optional(),
    }),
  ),
  dispatches: z.array(DispatchView),
  /** What each analysis looked at, and whether its answer counts. */
  looks: z.array(SeatLooks).default([]),
  raised: z.array(RaisedFinding),
  /** Every canonical finding, ordered by id. */
  findings: z.array(CanonicalFinding),
  words: z.array(FindingVerdict),
  convergence: z.strictObject({
    rounds: z.int(),
    ended: EndReason.nullable(),
    skippedWorkers: z.array(z.strictObject({ seat: SeatName, round: z.int(), reason: z.string() })),
  }),
  gaps: z.array(NamedGap),
  /** Critics that have answered or failed, with the number of gaps they named. */
  critics: z.array(z.strictObject({ phase: z.string(), mode: CriticMode, seat: SeatName, gaps: z.int(), failed: z.string().nullable() })),
  narrative: z.array(CheckedBlock),
  /** The newest draft, what the others said about it, and whether a person approved it. */
  plan: z
    .strictObject({
      plan: Plan,
      digest: Digest,
      seat: SeatName,
      pass: z.int(),
      verification: PlanVerification.nullable(),
      approved: z.boolean(),
      /** The meaning of command names that the project itself defines. */
      commands: ProjectCommands,
    })
    .nullable(),
  verdict: WorkVerdict.nullable(),
  gates: z.array(
    z.strictObject({
      gate: Gate,
      answer: GateAnswer.nullable(),
      comment: z.string().nullable(),
      by: Actor.nullable(),
      answeredAt: Timestamp.nullable(),
      /** The run ended before there was an answer. */
      closed: z.boolean(),
    }),
  ),
  notes: z.array(Note),
  failures: z.array(z.strictObject({ key: z.string(), code: z.string(), message: z.string(), at: Timestamp })),
  usage: Usage,
  report: z.strictObject({ path: z.string(), json: Digest, markdown: Digest, html: Digest, stub: z.boolean() }).nullable(),
  /** Compares its findings with earlier reviews of the branch; null if nothing was compared. */
  overTime: z.strictObject(REVIEW_COMPARISON).nullable().default(null),
  /** Its files were deleted; the journal stays. */
  pruned: z.boolean(),
  createdAt: Timestamp,
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
  /** Sequence number of the last event in this view. */
  seq: z.int(),
});
export type RunView = z.infer<typeof RunView>;
