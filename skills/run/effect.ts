// What the lead can want done, and what comes back. Both are plain data. An effect holds everything that the run knows
// and its performer needs, so performing it never looks at the run's state.

import type { Failure } from '../../contracts/errors.ts';
import type { AddedDismissals, KnownDismissal } from '../../contracts/findings/dismissal.ts';
import type { Evidence, EvidenceCheck } from '../../contracts/findings/finding.ts';
import type { Base, ProjectCommands } from '../../contracts/run/base.ts';
import type { ContentName, Miss, SoughtKey } from '../../contracts/run/reuse.ts';
import type { Carried, Note, SharedEventOf } from '../../contracts/run/run-event.ts';
import type { RunView } from '../../contracts/run/run-view.ts';
import type { Role, Seat } from '../../contracts/task/agent.ts';
import type { Instant, Millis, Timestamp } from '../../contracts/time.ts';
import type { Usage } from '../../contracts/usage.ts';
import type { AttemptKind, AttemptReason } from '../../contracts/work/dispatch.ts';
import type { ErrorLine } from '../../contracts/work/heartbeat.ts';
import type { Receipt } from '../../contracts/work/receipt.ts';
import type { Result } from '../../contracts/work/result.ts';
import type { SessionEnd } from '../../contracts/work/session.ts';
import type { Soon } from '../../runtime/steps.ts';
import type { Look } from '../../runtime/watch/look.ts';
import type { Expected, Watch } from '../dispatch/watch.ts';
import type { PhaseEffect, PhaseObservation } from '../phases/effects.ts';
import type { Hosting } from './fleet/may-be-hosted.ts';
import type { Writes } from './fleet/stage-work.ts';

/** What the program said of its end. */
export type EndReading = { reason: AttemptReason; detail: string; resetAt?: Timestamp };

type Attempt = { dispatch: string; attempt: number };

/** What the person asked for, by which template, and with which settings. */
export type Asked = Pick<SharedEventOf<'run.created'>['payload'], 'task' | 'template' | 'config'>;

/** A usage that was counted over a whole conversation, and the conversation. */
export type EarlierUsage = { session: string; usage: Usage };

/** All that a prompt is written from, but for what only the world can tell: those are its needs. */
export type PromptOrder = {
  /** Where the words of its skill stand, below `skills/`, and the sections that this worker has no use for. */
  folder: string;
  leaveOut: readonly string[];
  output: { schema: string; example: string };
  needs: readonly ('hints' | 'approved-plan' | 'facts' | 'compiled')[];
  inputs: Record<string, unknown>;
  material: { title: string; text: string }[];
  carries: readonly Carried[];
  task: Asked['task'];
  seat: Seat;
  /** All seats of the run: secrets of their programs are kept out of every prompt. */
  seats: readonly Seat[];
  base: Base | null;
  /** It is not the base of the run, but what was made of it. */
  moved: boolean;
  workplace: string | null;
  role: string;
  deadline: Millis;
  /** Where the facts of the run are needed. */
  view: RunView | null;
};

/** `key`: an equal run may be given this one's report later. `seek`: this one may be given an earlier one's. */
export type RunReuse = { mode: 'off' | 'key' | 'seek'; dismissals: string };

/** What an earlier result of the same work is looked for by. */
export type SeekOrder = {
  dispatch: string;
  role: Role;
  prompt: PromptOrder;
  template: string;
  /** Names that hold in this run only, with what they name. */
  names: readonly ContentName[];
  /** It is done again, even if a result exists. */
  forced: boolean;
  /** Only what this run had taken by this event may answer it. */
  until: { run: string; seq: number } | null;
  expects: Expected | null;
  /** The longest that another who works on the same is waited for. */
  patience: Millis;
};

export type RunEffect =
  | { kind: 'ask-admission'; asked: Asked }
  /** Comes back when the run is admitted, or waits for something else than it was told. */
  | { kind: 'await-admission'; asked: Asked; told: string }
  /** Comes back when a person has allowed each of them the project. */
  | { kind: 'await-consent'; project: string; providers: string[] }
  /** `text` is the digest of the task as it was given; it is written beside the run's other files. `sameAs`: the run whose files they are. */
  | { kind: 'capture-base'; asked: Asked; text: string; sameAs: string | null }
  | { kind: 'bind'; asked: Asked; base: Base; reuse: RunReuse }
  /** Comes back with an earlier result of equal work, or with why there is none; and waits for one that is being worked on. */
  | ({ kind: 'seek-result' } & SeekOrder)
  /**
   * `shared` is the name of the tree that it reads together with others; null for a checkout of its own, which may be a layer over
   * the `tree` of that name where the machine can mount that.
   */
  | { kind: 'make-workplace'; dispatch: string; seat: string; base: Base; shared: string | null; tree: string; told: ToldChange[] }
  /** Writes the prompt of an attempt; a redispatch has the one that is there. */
  | ({ kind: 'write-prompt'; as: Exclude<AttemptKind, 'redispatch'>; repairs: string; prompt: PromptOrder } & Attempt)
  | ({
      kind: 'start';
      as: AttemptKind;
      seat: Seat;
      /** Its checkout, where it has one. */
      workplace: string | null;
      /** What that is made of, should it be gone by then. */
      base: Base | null;
      prompt: { path: string; digest: string };
      /** The conversation that a repair continues. */
      resume: string | null;
      hard: Millis;
      grace: Millis;
      before: Watch | null;
      usd: number | null;
      /** The tool profile of the stage that it carries out. */
      tools: string[] | null;
      /** Of an analysis: what its receipt and the report will be about. */
      scope?: string[];
      /** In a fleet: whether another machine may have it. */
      hosting?: Hosting;
      /** In a fleet, of an executor: the stage that it carries out, and the fence of this attempt. */
      writes?: Writes;
    } & Attempt)
  /** Comes back when there is something to judge, not before. */
  | ({ kind: 'look'; provider: string; watch: Watch } & Attempt)
  /** Comes back only with a valid result of a dispatch that has failed. */
  | ({ kind: 'await-late'; provider: string; watch: Watch } & Attempt)
  /** Tells the house that a provider is on hold. */
  | ({ kind: 'hold-provider'; provider: string; until: Timestamp } & Attempt)
  | { kind: 'await-release'; provider: string }
  /** Looks once more, and ends the session only if that look changes nothing. `promptBytes` is the length of its prompt. */
  | ({ kind: 'end'; seat: Seat; reason: AttemptReason; watch: Watch; promptBytes: number | null; earlier: EarlierUsage[] } & Attempt)
  /** Of an analysis also what it looked at: after its session, so that all of its output is there. */
  | ({ kind: 'check-evidence'; dispatch: string; base: Base; looks: LooksOrder | { known: Receipt } | null } & Claims)
  /** What one kind of phase wants beside its dispatches. */
  | PhaseEffect
  /** With `stub`, the one page that says why there is no more; without `write`, its files are left to a later daemon. */
  | { kind: 'compose-report'; view: RunView; dismissed: string[]; stub: string | null; write: boolean }
  /** `sessions` are stopped first: nothing else does that for a run that was cut short. */
  /** Without `tells` nothing is said of changed checkouts: in a run that was cut short that may be what was refused. */
  | { kind: 'clear-workplaces'; told: ToldChange[]; tells: boolean; sessions: string[]; base: Base | null };

/** A change to a checkout that is in the journal: the checkout may go, or be rebuilt. */
export type ToldChange = { workplace: string; patch: string };

/** Every piece of evidence in an accepted result. */
export type Claims = {
  findings: { ref: string; evidence: readonly Evidence[] }[];
  verdicts: { finding: string; evidence: readonly Evidence[] }[];
  gaps: { gap: string; evidence: readonly Evidence[] }[];
};

/** Where the looks of an analysis are found: claimed in its result, and seen in what its sessions printed. */
export type LooksOrder = {
  result: string;
  expected: { dispatch: string; nonce: string; role: Role };
  attempts: number[];
  provider: string;
  /** Where its checkout stood. */
  root: string | null;
  scope: string[];
};

export type Wanted<Effect> = {
  /** Of `effectKey`: it names the effect for good. The same key wanted twice is one effect. */
  key: string;
  /** Effects on the same subject never run beside each other. */
  subject: string;
  /** Made only when the effect is started: what is wanted is asked after every event, and begins once. */
  effect(): Soon<Effect>;
};

export type RunObservation =
  | { kind: 'queued'; waitsFor: string }
  | { kind: 'admitted' }
  | { kind: 'consent-missing'; project: string; providers: string[] }
  | { kind: 'consented'; providers: string[] }
  | {
      kind: 'captured';
      base: Base;
      dismissed: KnownDismissal[];
      addedDismissals?: AddedDismissals;
      commands?: ProjectCommands;
      notes: Note[];
    }
  | { kind: 'bound'; seats: Seat[]; notes: Note[]; sought?: NonNullable<SharedEventOf<'run.bound'>['payload']['sought']>; message?: string }
  /** A person's mistake, which no retry fixes: the run ends and says so. */
  | { kind: 'refused'; failure: Failure }
  | { kind: 'sought'; dispatch: string; sought: SoughtKey | null; claims: boolean; miss: Miss }
  | {
      kind: 'reused';
      dispatch: string;
      from: string;
      sought: SoughtKey;
      result: Result;
      digest: string;
      bytes: number;
      saved: Usage;
      model: string | null;
      receipt: Receipt | null;
    }
  | { kind: 'workplace'; dispatch: string; seat: string; path: string; over?: string }
  | ({ kind: 'prompt'; as: AttemptKind; path: string; digest: string; body: string; bytes: number; nonce: string } & Attempt)
  | ({
      kind: 'started';
      pid: number | null;
      argv: string[];
      model: string;
      host?: { node: string; home: string };
      /** Why it is on the node of its lead although hosts offer seats. */
      here?: string;
    } & Attempt)
  | ({ kind: 'not-started'; reason: AttemptReason; detail: string } & Attempt)
  | ({ kind: 'looked'; look: Look } & Attempt)
  | ({ kind: 'late'; look: Look } & Attempt)
  /** Found when the attempt was about to start: what the one before it had left is a valid result. */
  | ({ kind: 'orphan'; look: Look } & Attempt)
  | { kind: 'held'; provider: string; until: Timestamp; by: string }
  | { kind: 'released'; provider: string }
  | ({
      kind: 'ended';
      look: Look;
      end: SessionEnd | null;
      usage: Usage;
      estimate?: Usage;
      age: Millis;
      errors: ErrorLine[];
      because: EndReading | null;
      /** Its conversation, and the model that really answered, where its program tells them. */
      session?: string;
      model?: string;
      unread?: true;
    } & Attempt)
  | {
      kind: 'evidence';
      dispatch: string;
      findings: { ref: string; checks: EvidenceCheck[] }[];
      verdicts: { finding: string; checks: EvidenceCheck[] }[];
      gaps: { gap: string; checks: EvidenceCheck[] }[];
      receipt?: Receipt;
    }
  | PhaseObservation
  | {
      kind: 'composed';
      json: string;
      markdown: string;
      html: string;
      path: string;
      stub: boolean;
      traced?: SharedEventOf<'findings.traced'>['payload'];
    }
  /** A checkout that is about to be removed was changed; the changes are kept under the digest. */
  | { kind: 'violated'; violations: { workplace: string; patch: string; files: string[] }[] }
  | { kind: 'cleared' /** How many checkouts were moved aside, to be removed behind the report. */; moved: number }
  | { kind: 'failed'; failure: Failure };

/** An observation always says which effect it is of, and when it was made. */
export type Observed<Observation> = { of: string; at: Instant; observation: Observation };
