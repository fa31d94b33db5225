// What a run is at a moment: the fold of its events, and nothing else.

import { cut } from '../../contracts/cut.ts';
import type { AddedDismissals, KnownDismissal } from '../../contracts/findings/dismissal.ts';
import type { EvidenceCheck, RaisedFinding, Verdict } from '../../contracts/findings/finding.ts';
import type { NamedGap } from '../../contracts/findings/gap.ts';
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

/** Raised whenever the fold changes its meaning: cached folds of another number are thrown away. */
export const RUN_REDUCER = 15;

export type Life =
  /** Accepted; nothing has been asked for yet. */
  | { kind: 'created' }
  | { kind: 'queued'; waitsFor: string }
  /** It occupies no slot meanwhile: a person may take any time. */
  | { kind: 'awaiting-consent'; project: string; providers: string[]; since: Instant }
  /** Admitted: its base is captured and its seats are filled. */
  | { kind: 'intake' }
  | { kind: 'executing' }
  /** Work is stopped and the report is made. */
  | { kind: 'concluding'; outcome: Outcome; reason: ConcludeReason; message: string; partial: boolean; since: Instant }
  | { kind: 'ended'; outcome: Outcome; reason: ConcludeReason; message: string; partial: boolean; degraded: boolean; at: Instant };

export type AttemptState = {
  n: number;
  kind: AttemptKind;
  state: 'starting' | 'running' | 'suspect' | 'ending' | 'ended';
  prompt: string;
  nonce: string;
  overdue: boolean;
  /** The part of the run's ceiling that it reserved. */
  share: number | null;
  /** What holds it up, where that is no fault of its own. */
  waitsFor: string | null;
  pid: number | null;
  /** The machine of the fleet that it is on, where that is not the one of its lead. */
  host?: { node: string; home: string };
  /** Why it is on the node of its lead although hosts offer seats; where that was not told before. */
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
  /** What really answered, where that was told. */
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
  /** Of the session in awake time, where there was one. */
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
  /** The shared tree that its workplace is a layer over. */
  over?: string;
  prompts: Prompt[];
  attempts: AttemptState[];
  accepted: Accepted | null;
  verdicts: { verdict: Verdict; checks: EvidenceCheck[] }[];
  /** Whether its result has anything that is looked up: evidence, or what an analysis looked at; and whether it has been. */
  raises: boolean;
  examined: boolean;
  receipt: Receipt | null;
  /** Its answer says nothing about the code, and counts nowhere. */
  inconclusive: Inconclusive | null;
  ended: { status: TerminalStatus; reason: string; detail: string; at: Instant } | null;
  /** By what an earlier result was looked for, and what came of that. */
  sought: { key: SoughtKey | null; claims: boolean; miss: Miss | null } | null;
  /** Its result is that of an earlier dispatch. */
  reused: { from: string; saved: Usage; receipt: Receipt | null; model: string | null } | null;
  /** Its result is given to equal dispatches. */
  kept: boolean;
  preparedAt: Instant;
};

export type PhaseState = {
  template: PhaseTemplate;
  state: 'pending' | 'running' | 'completed' | 'failed' | 'skipped';
  /** How often it was begun again. */
  pass: number;
  reason: string | null;
  startedAt: Instant | null;
  endedAt: Instant | null;
  /** The working time of the run when it began, or when a person last had work of it done again. */
  begunAfter: Millis;
  /** It has reached its time limit. */
  overdue: boolean;
};

/** What a phase remembers, in the form of its kind. Only the module of that kind looks inside. */
export type Memory = {
  kind: string;
  own: unknown;
  /** What it remembered of passes that were done again; names that were given in them stay taken. */
  past: unknown[];
};

export type RunState = {
  id: string;
  seq: number;
  created: SharedEventOf<'run.created'>['payload'];
  createdAt: Instant;
  startedAt: Instant | null;
  /** Working time, which stands still while the run is queued, paused, or waits for a person or only for held providers. */
  clock: { spent: Millis; since: Instant | null };
  /** Of the newest event that shows a lead at work. */
  lastAt: Instant;
  life: Life;
  paused: { reason: string; since: Instant; expiresAt: Instant } | null;
  /** The node of a fleet that leads it; nothing where there is no fleet. */
  lead: { node: string; home: string; epoch: number } | null;
  base: Base | null;
  /** What a person has dismissed for good, as it stood when the base was captured. */
  dismissed: KnownDismissal[];
  addedDismissals: AddedDismissals | null;
  /** What the project proves itself by, as it stood when the base was captured. */
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
  /** How many gaps have had a name, those that count no more included. */
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
  /** Changes to checkouts that were told. */
  /** Of artifacts whose inputs have changed: what this run noticed and left as it was. */
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

/** Dispatches that no later one has taken the place of. */
export function standing(state: RunState): DispatchState[] {
  const replaced = new Set(state.dispatches.map((it) => it.supersedes));
  return replaced.size <= 1 ? state.dispatches : state.dispatches.filter((it) => !replaced.has(it.id));
}

/** It was asked to look, and not about anything that others found. */
export const isAnalysis = ({ role, round }: Pick<DispatchState, 'role' | 'round'>): boolean => role === 'analyser' && round === 0;

/** An answer that counts. */
export const isConclusive = ({ accepted, inconclusive }: DispatchState): boolean => accepted !== null && inconclusive === null;

/** Who could do what another failed to do: models, and commands that a person has seated. */
export const otherWorkers = ({ seats }: RunState, { seat }: Pick<DispatchState, 'seat'>): string[] =>
  seats.filter((it) => it.name !== seat && it.voice === 'model' && it.role !== 'report-writer').map((it) => it.name);

/** What a report says of a worker that changed what it was only to look at. */
export const violationText = (who: string, files: readonly string[], patch: string): string =>
  `${who} changed its checkout (${someOf(files)}); the changes are kept as the patch ${patch}`;

export const someOf = (files: readonly string[]): string => {
  const named = files
    .slice(0, 5)
    .map((it) => cut(it, 200))
    .join(', ');
  const more = files.length > 5 ? ` and ${files.length - 5} more` : '';
  return `${named}${more}`;
};
