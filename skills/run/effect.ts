// All effects that the lead can request, and their observations. Both are plain data. An effect contains everything that its
// performer needs from the run, so performing it never reads the run's state.

import type { Failure } from '../../contracts/errors.ts';
import type { AddedDismissals, KnownDismissal } from '../../contracts/findings/dismissal.ts';
import type { Evidence, EvidenceCheck, LookAtPlace } from '../../contracts/findings/finding.ts';
import type { Base, ProjectCommands } from '../../contracts/run/base.ts';
import type { ContentName, Miss, SoughtKey } from '../../contracts/run/reuse.ts';
import type { Carried, LostCheckout, Note, SharedEventOf } from '../../contracts/run/run-event.ts';
import type { RunView } from '../../contracts/run/run-view.ts';
import type { Role, Seat } from '../../contracts/task/agent.ts';
import type { Instant, Millis, Timestamp } from '../../contracts/time.ts';
import type { Usage } from '../../contracts/usage.ts';
import type { AttemptKind, AttemptReason } from '../../contracts/work/dispatch.ts';
import type { ErrorLine } from '../../contracts/work/heartbeat.ts';
import type { Receipt } from '../../contracts/work/receipt.ts';
import type { Result } from '../../contracts/work/result.ts';
import type { SessionEnd } from '../../contracts/work/session.ts';
import type { MaybeSteps } from '../../runtime/steps.ts';
import type { Look } from '../../runtime/watch/look.ts';
import type { Expected, Watch } from '../dispatch/watch.ts';
import type { PhaseEffect, PhaseObservation } from '../phases/effects.ts';
import type { Hosting } from './fleet/may-be-hosted.ts';
import type { Writes } from './fleet/stage-work.ts';

/** What the program reported about its end. */
export type ProgramEnd = { reason: AttemptReason; detail: string; resetAt?: Timestamp };

type Attempt = { dispatch: string; attempt: number };

/** The task, its template and the settings. */
export type RunRequest = Pick<SharedEventOf<'run.created'>['payload'], 'task' | 'template' | 'config'>;

/** A usage that was counted over a whole conversation, with that conversation. */
export type EarlierUsage = { session: string; usage: Usage };

/** Everything that a prompt is written from, except what has to be looked up: its needs. */
export type PromptOrder = {
  /** The folder of its SKILL.md, below `skills/`, and the sections that this worker does not need. */
  folder: string;
  leaveOut: readonly string[];
  output: { schema: string; example: string };
  needs: readonly ('hints' | 'approved-plan' | 'facts' | 'compiled')[];
  inputs: Record<string, unknown>;
  material: { title: string; text: string }[];
  carries: readonly Carried[];
  task: RunRequest['task'];
  seat: Seat;
  /** All seats of the run: the secrets of their programs are kept out of every prompt. */
  seats: readonly Seat[];
  base: Base | null;
  /** It is not the base of the run, but what was made from it. */
  moved: boolean;
  workplace: string | null;
  role: string;
  deadline: Millis;
  /** If the facts of the run are needed. */
  view: RunView | null;
};

/** `key`: an equal run may use this one's report later. `seek`: this one may use an earlier one's. */
export type RunReuse = { mode: 'off' | 'key' | 'seek'; dismissals: string };

/** How to look for an earlier result of the same work. */
export type SeekOrder = {
  dispatch: string;
  role: Role;
  prompt: PromptOrder;
  template: string;
  /** Names that are valid in this run only, with what they name. */
  names: readonly ContentName[];
  /** The work is done again even if there is a result. */
  forced: boolean;
  /** Only what this run had reused by this event may answer it. */
  until: { run: string; seq: number } | null;
  expects: Expected | null;
  /** The longest time to wait for another dispatch that is working on the same. */
  patience: Millis;
};

export type RunEffect =
  | { kind: 'ask-admission'; asked: RunRequest }
  /** Completes when the run is admitted, or when what it waits for has changed. */
  | { kind: 'await-admission'; asked: RunRequest; told: string }
  /** Completes when a person has allowed the project for each of these providers. */
  | { kind: 'await-consent'; project: string; providers: string[] }
  /** `text` is the digest of the original task, which is written beside the run's other files. `sameAs`: the run whose files they are. */
  | { kind: 'capture-base'; asked: RunRequest; text: string; sameAs: string | null }
  | { kind: 'bind'; asked: RunRequest; base: Base; reuse: RunReuse }
  /** Completes with an earlier result of equal work, or with why there is none; waits for one that is in progress. */
  | ({ kind: 'seek-result' } & SeekOrder)
  /**
   * `shared` is the name of the tree that it reads together with others; null for a checkout of its own, which may be a layer over
   * the `tree` of that name if the machine can mount one.
   */
  | { kind: 'make-workplace'; dispatch: string; seat: string; base: Base; shared: string | null; tree: string; told: JournaledChange[] }
  /** Writes the prompt of an attempt; a redispatch reuses the existing one. */
  | ({ kind: 'write-prompt'; as: Exclude<AttemptKind, 'redispatch'>; repairs: string; prompt: PromptOrder } & Attempt)
  | ({
      kind: 'start';
      as: AttemptKind;
      seat: Seat;
      /** Its checkout, if it has one. */
      workplace: string | null;
      /** What the checkout is made from, in case it is gone. */
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
      /** For an analysis: what its receipt and the report will be about. */
      scope?: string[];
      /** In a fleet: whether another machine may run it. */
      hosting?: Hosting;
      /** In a fleet, for an executor: the stage that it carries out, and the fence of this attempt. */
      writes?: Writes;
    } & Attempt)
  /** Completes when there is something to judge, not before. */
  | ({ kind: 'look'; provider: string; watch: Watch } & Attempt)
  /** Completes only with a valid result of a dispatch that has failed. */
  | ({ kind: 'await-late'; provider: string; watch: Watch } & Attempt)
  /** Tells the house that a provider is on hold. */
  | ({ kind: 'hold-provider'; provider: string; until: Timestamp } & Attempt)
  | { kind: 'await-release'; provider: string }
  /** Looks once more, and ends the session only if that look changes nothing. `promptBytes` is the length of its prompt. */
  | ({ kind: 'end'; seat: Seat; reason: AttemptReason; watch: Watch; promptBytes: number | null; earlier: EarlierUsage[] } & Attempt)
  /** For those who look also what they looked at; after their session has ended, so that its output is complete. */
  | ({ kind: 'check-evidence'; dispatch: string; base: Base; looks: LooksOrder | KnownLooks | null } & Claims)
  /** An effect of one kind of phase. */
  | PhaseEffect
  /** With `stub`, the one-page report that says why there is no more; without `write`, its files are left to a later daemon. */
  | { kind: 'compose-report'; view: RunView; dismissed: string[]; stub: string | null; write: boolean }
  /** These `sessions` are stopped first: nothing else does that for a run that was cut short. */
  /** Without `tells`, changed checkouts are not reported: in a run that was cut short, that may be what was refused. */
  | { kind: 'clear-workplaces'; told: JournaledChange[]; tells: boolean; sessions: string[]; base: Base | null };

/** A change to a checkout that is recorded in the journal: the checkout may be removed or rebuilt. */
export type JournaledChange = { workplace: string; patch: string };

/** Every piece of evidence in an accepted result. */
export type Claims = {
  findings: { ref: string; evidence: readonly Evidence[] }[];
  /**
   * `places`: the files of what it judges, or globs of them, for a worker that is to look at them; `own`: those that are its place, `all` if
   * there are several.
   */
  verdicts: {
    finding: string;
    evidence: readonly Evidence[];
    places?: readonly string[];
    own?: readonly string[];
    all?: boolean;
    globs?: readonly string[];
  }[];
  gaps: { gap: string; evidence: readonly Evidence[] }[];
};

/** What a worker was shown: its prompts, and the words of the task that they contain. Quoting them shows no look. */
export type ShownTexts = { prompts: readonly string[]; words: readonly string[] };

/** Where to find the looks of a worker: claimed in its result, and seen in the output of its sessions. */
export type LooksOrder = {
  result: string;
  expected: { dispatch: string; nonce: string; role: Role };
  attempts: number[];
  provider: string;
  /** Of its definition, if that names a program. */
  argv: readonly string[];
  /** The path of its checkout. */
  root: string | null;
  scope: string[];
  told: ShownTexts;
};

/** Of a result of an earlier run. */
export type KnownLooks = { known: Receipt; scope: string[]; told: ShownTexts };

export type WantedEffect<Effect> = {
  /** From `effectKey`; identifies the effect for good. Requesting the same key twice is one effect. */
  key: string;
  /** Effects on the same subject never run concurrently. */
  subject: string;
  /** Called only when the effect is started: effects are requested after every event, but started once. */
  effect(): MaybeSteps<Effect>;
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
  /** A person's mistake, which a retry cannot fix: the run ends and says so. */
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
      /** Why it runs on its lead's node although hosts offer seats. */
      here?: string;
    } & Attempt)
  | ({ kind: 'not-started'; reason: AttemptReason; detail: string } & Attempt)
  | ({ kind: 'looked'; look: Look } & Attempt)
  | ({ kind: 'late'; look: Look } & Attempt)
  /** Found when the attempt was about to start: the previous one had left a valid result. */
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
      because: ProgramEnd | null;
      /** What it printed last, if that is text for people. */
      lastLine?: string;
      /** Its conversation and the model that actually answered, if its program reports them. */
      session?: string;
      model?: string;
      unread?: true;
    } & Attempt)
  | {
      kind: 'evidence';
      dispatch: string;
      findings: { ref: string; checks: EvidenceCheck[]; look?: LookAtPlace | undefined }[];
      verdicts: { finding: string; checks: EvidenceCheck[]; look?: LookAtPlace | undefined }[];
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
  /** A checkout that is about to be removed was changed; the changes are stored under the digest. */
  | { kind: 'violated'; violations: { workplace: string; patch: string; files: string[]; lost?: LostCheckout | undefined }[] }
  | { kind: 'cleared' /** How many checkouts were moved aside, to be removed behind the report. */; moved: number }
  | { kind: 'failed'; failure: Failure };

/** An observation always names its effect and the time it was made. */
export type Observed<Observation> = { of: string; at: Instant; observation: Observation };
