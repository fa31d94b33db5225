// The state of a run: the fold of its events, and nothing else.

import { cut } from '../../contracts/cut.ts';
import type { AddedDismissals, KnownDismissal } from '../../contracts/findings/dismissal.ts';
import type { EvidenceCheck, LookAtPlace, RaisedFinding, Verdict } from '../../contracts/findings/finding.ts';
import type { NamedGap } from '../../contracts/findings/gap.ts';
import { FORMAT } from '../../contracts/format.ts';
import type { Base, ProjectCommands } from '../../contracts/run/base.ts';
import type { Debt } from '../../contracts/run/impact-events.ts';
import type { Miss, SoughtKey } from '../../contracts/run/reuse.ts';
import type { Carried, ConcludeReason, Note, Outcome, SharedEventOf } from '../../contracts/run/run-event.ts';
import type { Seat } from '../../contracts/task/agent.ts';
import type { PhaseTemplate } from '../../contracts/task/template.ts';
import type { Instant, Millis } from '../../contracts/time.ts';
import type { Usage } from '../../contracts/usage.ts';
import type { AttemptKind, AttemptReason, ResultFlag, TerminalStatus } from '../../contracts/work/dispatch.ts';
import type { CheckedBlock } from '../../contracts/work/narrative.ts';
import type { Inconclusive, Receipt } from '../../contracts/work/receipt.ts';
import type { SessionEnd } from '../../contracts/work/session.ts';
import type { GateState } from './gates/gate-state.ts';

export const RUN_REDUCER: number = FORMAT.runs;

export type Life =
  /** Accepted, and nothing requested yet. */
  | { kind: 'created' }
  | { kind: 'queued'; waitsFor: string }
  /** It occupies no slot meanwhile: a person may take any time. */
  | { kind: 'awaiting-consent'; project: string; providers: string[]; since: Instant }
  /** Admitted: its base is being captured and its seats filled. */
  | { kind: 'intake' }
  | { kind: 'executing' }
  /** Work is being stopped and the report made. */
  | { kind: 'concluding'; outcome: Outcome; reason: ConcludeReason; message: string; partial: boolean; since: Instant }
  | { kind: 'ended'; outcome: Outcome; reason: ConcludeReason; message: string; partial: boolean; degraded: boolean; at: Instant };

export type AttemptState = {
  n: number;
  kind: AttemptKind;
  state: 'starting' | 'running' | 'suspect' | 'ending' | 'ended';
  prompt: string;
  nonce: string;
  overdue: boolean;
  /** The share of the run's ceiling that it reserved. */
  share: number | null;
  /** What delays it, if that is not its own fault. */
  waitsFor: string | null;
  pid: number | null;
  /** The machine of the fleet that it runs on, if not that of its lead. */
  host?: { node: string; home: string };
  /** Why it runs on its lead's node although hosts offer seats, if that was not reported before. */
  here?: string;
  argv: string[];
  startedAt: Instant | null;
  endedAt: Instant | null;
  /** While it is ending or has ended. */
  reason: AttemptReason | null;
  detail: string;
  end: SessionEnd | null;
  usage: Usage | null;
  estimate: Usage | null;
  /** With reason quota: until when its provider is on hold, and whether the house knows. */
  resetAt: Instant | null;
  houseKnows: boolean;
  /** The provider's own conversation, which a repair can continue. */
  session: string | null;
  /** The model that actually answered, if reported. */
  model: string | null;
};

export type Prompt = { attempt: number; kind: AttemptKind; path: string; digest: string; body: string; bytes: number; nonce: string };

export type Accepted = {
  attempt: number;
  digest: string;
  bytes: number;
  summary: string;
  coverage: string | null;
  notes: string | null;
  toolCalls: number | null;
  flags: ResultFlag[];
  /** The session's age in awake time, if there was a session. */
  age: Millis | null;
  at: Instant;
};

export type DispatchState = {
  id: string;
  phase: string;
  pass: number;
  round: number;
  seat: string;
  role: string;
  skill: string;
  findings: string[];
  carries: Carried[];
  supersedes: string | null;
  workplace: string | null;
  /** The shared tree over which its workplace is a layer. */
  over?: string;
  prompts: Prompt[];
  attempts: AttemptState[];
  accepted: Accepted | null;
  verdicts: { verdict: Verdict; checks: EvidenceCheck[]; look?: LookAtPlace | undefined }[];
  /** Whether its result has anything to look up (evidence, or what an analysis looked at), and whether that was done. */
  raises: boolean;
  examined: boolean;
  receipt: Receipt | null;
  /** Its answer says nothing about the code and does not count. */
  inconclusive: Inconclusive | null;
  ended: { status: TerminalStatus; reason: string; detail: string; at: Instant } | null;
  /** How an earlier result was looked for, and the outcome. */
  sought: { key: SoughtKey | null; claims: boolean; miss: Miss | null } | null;
  /** Its result is that of an earlier dispatch. */
  reused: { from: string; saved: Usage; receipt: Receipt | null; model: string | null } | null;
  /** Equal dispatches may use its result. */
  kept: boolean;
  preparedAt: Instant;
};

export type PhaseState = {
  template: PhaseTemplate;
  state: 'pending' | 'running' | 'completed' | 'failed' | 'skipped';
  /** How often it was started again. */
  pass: number;
  reason: string | null;
  startedAt: Instant | null;
  endedAt: Instant | null;
  /** The run's working time when it started, or when a person last had its work redone. */
  begunAfter: Millis;
  /** It has reached its time limit. */
  overdue: boolean;
};

/** The state of a phase, in the form of its kind. Only the module of that kind looks inside. */
export type Memory = {
  kind: string;
  own: unknown;
  /** The states of repeated passes; names that were given in them stay reserved. */
  past: unknown[];
};

export type RunState = {
  id: string;
  seq: number;
  created: SharedEventOf<'run.created'>['payload'];
  createdAt: Instant;
  startedAt: Instant | null;
  /** Working time, which stands still while the run is queued, paused, or waits for a person or only for providers on hold. */
  clock: { spent: Millis; since: Instant | null };
  /** The time of the newest event that shows an active lead. */
  lastAt: Instant;
  life: Life;
  paused: { reason: string; since: Instant; expiresAt: Instant } | null;
  /** The node of a fleet that leads it; null without a fleet. */
  lead: { node: string; home: string; epoch: number } | null;
  base: Base | null;
  /** What a person has dismissed for good, at the time the base was captured. */
  dismissed: KnownDismissal[];
  addedDismissals: AddedDismissals | null;
  /** The project's commands for proofs, at the time the base was captured. */
  commands: ProjectCommands;
  seats: Seat[];
  /** The key by which an equal run is found; `from`: the run whose report is used. */
  sought: SharedEventOf<'run.bound'>['payload']['sought'] | null;
  phases: PhaseState[];
  dispatches: DispatchState[];
  raised: RaisedFinding[];
  /** By the key of the phase. */
  memory: Record<string, Memory>;
  gaps: NamedGap[];
  /** How many gaps have been named, including those that no longer count. */
  gapsNamed: number;
  narrative: CheckedBlock[];
  gates: GateState[];
  notes: Note[];
  /** The last failure of each effect that ever failed. */
  failures: Record<string, { try: number; counted: number; retryAt: Instant; code: string; message: string; at: Instant }>;
  /** Providers that rest, as far as the run was told. */
  holds: Record<string, { until: Instant; by: string }>;
  poll: { at: Instant; pending: number; done: number } | null;
  traced: SharedEventOf<'findings.traced'>['payload'] | null;
  report: { path: string; json: string; markdown: string; html: string; stub: boolean } | null;
  /** Reported changes to checkouts. */
  /** Artifacts whose inputs have changed: what this run noticed and left as it is. */
  debts: Debt[];
  told: { workplace: string; patch: string }[];
  cleared: boolean;
  /** Its files were deleted by `muster prune`, after its end. */
  pruned: boolean;
};

export const REPORT_PHASE = 'report';

export const dispatchOf = (state: RunState, id: string): DispatchState | undefined => state.dispatches.find((it) => it.id === id);
export const seatOf = (state: RunState, name: string): Seat | undefined => state.seats.find((it) => it.name === name);
export const currentAttempt = (dispatch: DispatchState): AttemptState | undefined => dispatch.attempts.at(-1);
export const isLive = (attempt: AttemptState): boolean => attempt.state !== 'ended';
/** The provider of its seat rests. */
export const isHeld = (state: RunState, dispatch: DispatchState): boolean => (seatOf(state, dispatch.seat)?.provider ?? '') in state.holds;
export const freshPhase = (template: PhaseTemplate): PhaseState => ({
  template,
  state: 'pending',
  pass: 0,
  reason: null,
  startedAt: null,
  endedAt: null,
  begunAfter: 0,
  overdue: false,
});
export const runningPhase = (state: RunState): PhaseState | undefined => state.phases.find((it) => it.state === 'running');

/** Dispatches that were not replaced by a later one. */
export function standing(state: RunState): DispatchState[] {
  const replaced = new Set(state.dispatches.map((it) => it.supersedes));
  return replaced.size <= 1 ? state.dispatches : state.dispatches.filter((it) => !replaced.has(it.id));
}

/** It was asked to look itself, not about the findings of others. */
export const isAnalysis = ({ role, round }: Pick<DispatchState, 'role' | 'round'>): boolean => role === 'analyser' && round === 0;

/** It was asked to look at the findings of others. */
export const isExamination = ({ role, round }: Pick<DispatchState, 'role' | 'round'>): boolean => role === 'analyser' && round > 0;

/** What it looked at is recorded, because its answer is worth no more than that. */
export const isLook = ({ role }: Pick<DispatchState, 'role'>): boolean => role === 'analyser' || role === 'critic' || role === 'verifier';

/** An answer that counts. */
export const isConclusive = ({ accepted, inconclusive }: DispatchState): boolean => accepted !== null && inconclusive === null;

/** Who could do what another failed to do: models, and commands that a person has seated. */
export const otherWorkers = ({ seats }: RunState, { seat }: Pick<DispatchState, 'seat'>): string[] =>
  seats.filter((it) => it.name !== seat && it.voice === 'model' && it.role !== 'report-writer').map((it) => it.name);

/** The report's sentence about a worker that changed a checkout it was only to read. */
export function violationText(who: string, { files, patch, lost }: WhatChanged): string {
  if (lost === 'gone') return `a worker removed the checkout of ${who}; ${NOT_KNOWN}`;
  if (lost === 'unsealed') return `a worker changed the files by which Muster examines the checkout of ${who}; ${NOT_KNOWN}`;
  return `${who} changed its checkout (${someOf(files)}); the changes are kept as the patch ${patch}`;
}

export type WhatChanged = SharedEventOf<'workplace.changed'>['payload'];

export const NOT_KNOWN = 'what else was changed in it cannot be told';

export const someOf = (files: readonly string[]): string => {
  const named = files
    .slice(0, 5)
    .map((it) => cut(it, 200))
    .join(', ');
  const more = files.length > 5 ? ` and ${files.length - 5} more` : '';
  return `${named}${more}`;
};
