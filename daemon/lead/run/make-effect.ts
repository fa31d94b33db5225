// Builds each effect with all of its inputs from the state of the run, at the moment when it is started.

import type { Base } from '../../../contracts/run/base.ts';
import type { Role } from '../../../contracts/task/agent.ts';
import { timestamp } from '../../../contracts/time.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import { type Steps, stepsOf } from '../../../runtime/steps.ts';
import { type FilesOfFinding, filesOfFinding } from '../../../skills/phases/convergence/grouping/places-of-finding.ts';
import { filesOf } from '../../../skills/phases/plan/voting/items.ts';
import { contributionsTo } from '../../../skills/phases/turns.ts';
import { limitsOf, watchOf } from '../../../skills/phases/watch.ts';
import type { Reader } from '../../../skills/phases/work-kind.ts';
import { expectedOf, outputSteps, workKind } from '../../../skills/phases/work-kinds.ts';
import { contentNames } from '../../../skills/reuse/content-names.ts';
import { isForced, takenUntil } from '../../../skills/reuse/may-reuse.ts';
import { runReuse } from '../../../skills/reuse/whole-run.ts';
import { ceilingOf } from '../../../skills/run/budget.ts';
import { claimsOf } from '../../../skills/run/claims.ts';
import { isCutShort, sessionsLeft } from '../../../skills/run/cut-short.ts';
import type { PromptOrder, RunEffect, RunRequest } from '../../../skills/run/effect.ts';
import { promptFor } from '../../../skills/run/evolve-dispatch.ts';
import { inHome } from '../../../skills/run/fleet/lead-taken.ts';
import { hostingOf } from '../../../skills/run/fleet/may-be-hosted.ts';
import { earlierWork, fenceOf } from '../../../skills/run/fleet/stage-work.ts';
import { mustHave } from '../../../skills/run/must-have.ts';
import {
  type AttemptState,
  type DispatchState,
  isAnalysis,
  isExamination,
  isLook,
  type RunState,
  seatOf,
} from '../../../skills/run/state.ts';
import { sharedTree } from '../../../skills/run/workplaces/read-only-tree.ts';
import { viewRun } from './view-run.ts';

type EffectOf<Kind extends RunEffect['kind']> = Extract<RunEffect, { kind: Kind }>;

const askedOf = ({ created: { task, template, config } }: RunState): RunRequest => ({ task, template, config });
const baseOf = (state: RunState) => mustHave(state.base, `${state.id} has no base yet`);
/** What a worker looks at: the base of the run, or the work that an earlier phase made from it. */
function lookedAt(state: RunState, { phase }: DispatchState): Base {
  const base = baseOf(state);
  const { work } = contributionsTo(state);
  const place = (key: string): number => state.phases.findIndex((it) => it.template.key === key);
  if (!work?.head || place(phase) <= place(work.phase)) return base;
  const label = `${base.label} with the work of ${state.id}`;
  if (base.kind === 'copy') return { ...base, ...work.head, label };
  const { changeFrom: _, ...whole } = base;
  return { ...whole, ...work.head, from: base.commit, label };
}

const seatFor = (state: RunState, dispatch: DispatchState) =>
  mustHave(seatOf(state, dispatch.seat), `${state.id} has no seat ${dispatch.seat}`);
const naming = (dispatch: DispatchState, { n }: AttemptState) => ({ dispatch: dispatch.id, attempt: n });

export const askAdmission = (state: RunState): EffectOf<'ask-admission'> => ({ kind: 'ask-admission', asked: askedOf(state) });

export const awaitAdmission = (state: RunState, told: string): EffectOf<'await-admission'> => ({
  kind: 'await-admission',
  asked: askedOf(state),
  told,
});

export const captureBase = (state: RunState): EffectOf<'capture-base'> => ({
  kind: 'capture-base',
  asked: askedOf(state),
  text: state.created.text,
  sameAs: sameFilesAs(state),
});

const sameFilesAs = ({ created: { origin } }: RunState): string | null =>
  origin.kind === 'command' && origin.sameFiles ? (origin.of ?? null) : null;

export const bind = (state: RunState): EffectOf<'bind'> => ({
  kind: 'bind',
  asked: askedOf(state),
  base: baseOf(state),
  reuse: { mode: runReuse(state), dismissals: digestOfJson([state.dismissed, state.addedDismissals]) },
});

export function makeWorkplace(state: RunState, dispatch: DispatchState): EffectOf<'make-workplace'> {
  const { id, seat } = dispatch;
  const { told } = state;
  const base = lookedAt(state, dispatch);
  const tree = sharedTree(base, told);
  const shared = seatFor(state, dispatch).workplace === 'shared' ? tree : null;
  return { kind: 'make-workplace', dispatch: id, seat, base, shared, tree, told };
}

export function* writePrompt(
  state: RunState,
  dispatch: DispatchState,
  attempt: number,
  as: 'first' | 'repair',
  repairs: string,
): Steps<EffectOf<'write-prompt'>> {
  return { kind: 'write-prompt', dispatch: dispatch.id, attempt, as, repairs, prompt: yield* promptOrder(state, dispatch) };
}

export function* seekResult(state: RunState, dispatch: DispatchState): Steps<EffectOf<'seek-result'>> {
  return {
    kind: 'seek-result',
    dispatch: dispatch.id,
    role: dispatch.role as Role,
    prompt: yield* promptOrder(state, dispatch),
    template: state.created.template.digest,
    names: contentNames(state, contributionsTo(state)),
    forced: isForced(state, dispatch),
    until: takenUntil(state),
    expects: expectedOf(dispatch.skill, state, contributionsTo(state)) ?? null,
    patience: limitsOf(state, dispatch).hard,
  };
}

function* promptOrder(state: RunState, dispatch: DispatchState): Steps<PromptOrder> {
  const seat = seatFor(state, dispatch);
  const work = workKind(dispatch.skill);
  const { inputs, material, leaveOut = [] } = yield* stepsOf(work.ask(state, contributionsTo(state), dispatch, readerOf(seat.provider)));
  const base = state.base && lookedAt(state, dispatch);
  const where = base && { gitDir: base.gitDir, commit: base.commit, ...(base.kind === 'git' && base.from ? { from: base.from } : {}) };
  const { task } = state.created;
  const needs = work.needs(state, dispatch);
  return {
    folder: work.folder,
    leaveOut,
    output: yield* outputSteps(dispatch.skill),
    needs,
    inputs: { role: dispatch.role, base: where, scope: task.scope, ...inputs },
    material,
    carries: dispatch.carries,
    task,
    seat,
    seats: state.seats,
    base,
    moved: base?.commit !== state.base?.commit,
    workplace: dispatch.workplace,
    role: dispatch.role,
    deadline: limitsOf(state, dispatch).hard,
    view: needs.includes('facts') ? viewRun(state) : null,
  };
}

/** A built-in reads data, and so may a command that a person has defined; a model reads the text and is not sent everything twice. */
const readerOf = (provider: string): Reader =>
  provider === 'builtin' || provider === 'command' || provider === 'sarif' ? 'program' : 'model';

export function start(state: RunState, dispatch: DispatchState, attempt: AttemptState): EffectOf<'start'> {
  const { hard, kill: grace } = limitsOf(state, dispatch);
  const last = dispatch.attempts.find((it) => it.n === attempt.n - 1);
  // A conversation can be resumed only on the machine where it took place.
  const resume = attempt.kind === 'repair' && !last?.host ? (last?.session ?? null) : null;
  return {
    kind: 'start',
    ...naming(dispatch, attempt),
    as: attempt.kind,
    seat: seatFor(state, dispatch),
    workplace: dispatch.workplace,
    base: state.base && lookedAt(state, dispatch),
    prompt: promptFor(dispatch, attempt.n),
    resume,
    hard,
    grace,
    before: last ? watchOf(state, dispatch, last) : null,
    usd: capOf(state, attempt),
    tools: workKind(dispatch.skill).tools?.(state, dispatch) ?? null,
    ...(isAnalysis(dispatch) ? { scope: state.created.task.scope } : {}),
    ...(state.lead ? placedIn(state, dispatch, attempt, resume) : {}),
  };
}

/** In a fleet: where the worker may run, and which attempt at a stage counts. */
function placedIn(
  state: RunState,
  dispatch: DispatchState,
  { n }: AttemptState,
  resume: string | null,
): Pick<EffectOf<'start'>, 'hosting' | 'writes'> {
  const stage = workKind(dispatch.skill).stage?.(state, dispatch);
  const hosting = hostingOf(state, dispatch, { n, resume, stage });
  if (!stage) return { hosting };
  const before = earlierWork(state, dispatch, n);
  return {
    hosting,
    writes: { ...stage, fence: fenceOf(state, dispatch.id, n), continues: before.kind === 'handed' ? before.handed : null },
  };
}

/** Its share of the budget in dollars, for programs that accept a cap. */
function capOf(state: RunState, { share }: AttemptState): number | null {
  const { usd } = ceilingOf(state);
  return usd === undefined || share === null ? null : Math.round(usd * share * 100) / 100;
}

export const look = (state: RunState, dispatch: DispatchState, attempt: AttemptState): EffectOf<'look'> => ({
  kind: 'look',
  ...watched(state, dispatch, attempt),
});

export const awaitLate = (state: RunState, dispatch: DispatchState, attempt: AttemptState): EffectOf<'await-late'> => ({
  kind: 'await-late',
  ...watched(state, dispatch, attempt),
});

const watched = (state: RunState, dispatch: DispatchState, attempt: AttemptState) => ({
  ...naming(dispatch, attempt),
  provider: seatFor(state, dispatch).provider,
  watch: watchOf(state, dispatch, attempt),
});

export function end(state: RunState, dispatch: DispatchState, attempt: AttemptState): EffectOf<'end'> {
  const before = dispatch.attempts.filter((it) => it.n < attempt.n);
  return {
    kind: 'end',
    ...naming(dispatch, attempt),
    seat: seatFor(state, dispatch),
    reason: attempt.reason ?? 'cancelled',
    watch: watchOf(state, dispatch, attempt),
    promptBytes: dispatch.prompts.at(-1)?.bytes ?? null,
    earlier: before.flatMap(({ session, usage }) => (session !== null && usage ? [{ session, usage }] : [])),
  };
}

export const holdProvider = (state: RunState, dispatch: DispatchState, attempt: AttemptState): EffectOf<'hold-provider'> => ({
  kind: 'hold-provider',
  ...naming(dispatch, attempt),
  provider: seatFor(state, dispatch).provider,
  until: timestamp(mustHave(attempt.resetAt, `${dispatch.id}.${attempt.n} met no limit of its provider`)),
});

export function checkEvidence(state: RunState, dispatch: DispatchState): EffectOf<'check-evidence'> {
  const claims = claimsOf(state, dispatch);
  const said = new Map(dispatch.verdicts.map(({ verdict }) => [verdict.finding, verdict]));
  // Whoever calls a finding a duplicate speaks for the other one.
  const verdicts = claims.verdicts.map((it) => ({ ...it, ...placesOf(state, dispatch, said.get(it.finding)?.of ?? it.finding) }));
  return {
    kind: 'check-evidence',
    dispatch: dispatch.id,
    base: lookedAt(state, dispatch),
    looks: looksOf(state, dispatch),
    ...claims,
    verdicts,
  };
}

/** Where whoever judges something has to look. */
function placesOf(state: RunState, dispatch: DispatchState, judged: string): Partial<FilesOfFinding> & { globs?: string[] } {
  const { convergence, plan } = contributionsTo(state);
  if (isExamination(dispatch) && convergence) return filesOfFinding(convergence, state.raised, judged);
  const gap = state.gaps.find((it) => it.id === judged)?.gap;
  if (gap) return { places: (gap.evidence ?? []).flatMap(({ path }) => path ?? []) };
  return dispatch.skill === 'plan-verification' && plan ? { globs: filesOf(plan.plan, judged) } : {};
}

function looksOf(state: RunState, dispatch: DispatchState): EffectOf<'check-evidence'>['looks'] {
  const { id, accepted, attempts, workplace, reused } = dispatch;
  const { scope, brief, objective, directive } = state.created.task;
  const words = [brief, objective ?? '', directive ?? ''].filter((it) => it !== '');
  // A repair quotes the worker's own answer.
  const told = { prompts: dispatch.prompts.flatMap(({ kind, digest }) => (kind === 'repair' ? [] : digest)), words };
  if (reused) return reused.receipt && { known: reused.receipt, scope, told };
  const answered = attempts.find((it) => it.n === accepted?.attempt);
  if (!accepted || !answered || !isLook(dispatch)) return null;
  const seat = seatFor(state, dispatch);
  return {
    result: accepted.digest,
    expected: { dispatch: id, nonce: answered.nonce, role: dispatch.role as Role },
    // A repair also counts what the attempts before it have read.
    attempts: attempts.map((it) => it.n),
    provider: seat.provider,
    argv: seat.argv ?? [],
    root: workplace && answered.host ? inHome(workplace, state.lead?.home ?? state.created.home, answered.host.home) : workplace,
    scope,
    told,
  };
}

export const composeReport = (state: RunState, stub: string | null, write: boolean): EffectOf<'compose-report'> => ({
  kind: 'compose-report',
  view: viewRun(state),
  dismissed: state.dismissed.flatMap((it) => [it.fingerprint, ...(it.also ?? [])]),
  stub,
  write,
});

export const clearWorkplaces = (state: RunState): EffectOf<'clear-workplaces'> => ({
  kind: 'clear-workplaces',
  sessions: sessionsLeft(state),
  base: state.base,
  told: state.told,
  tells: !isCutShort(state),
});
