// The next step of a phase that makes prompts: one prompt run makes one step. A prompt waits for those that it generates.

import type { PromptCall } from '../../../contracts/make/artifact.ts';
import type { Carried, SharedEvent } from '../../../contracts/run/run-event.ts';
import type { Seat } from '../../../contracts/task/agent.ts';
import { GIVE_UP_AFTER } from '../../dispatch/retry.ts';
import { effectKey } from '../../run/effect-key.ts';
import { dispatchId, isSettled } from '../../run/settled-dispatch.ts';
import { dispatchOf, type RunState } from '../../run/state.ts';
import { listed } from '../../wording/numbers.ts';
import { knownUsage } from '../../wording/usage-sum.ts';
import { ended, type Turn } from '../phase.ts';
import { callWords } from './call-words.ts';
import {
  artifactOf,
  callText,
  type Event,
  isOver,
  lastAsked,
  lastDraft,
  type MakeState,
  type Making,
  sameCall,
  stackOf,
} from './memory.ts';
import { faultsText, refinement, stopWords } from './refine.ts';

export type MakeTurn = Turn<MakeState, Record<never, never>>;
export type Step = (SharedEvent | Event)[];

/** How deep prompts may generate prompts. */
const DEEPEST = 5;
const MOST_MAKINGS = 100;

export function advance(turn: MakeTurn): Step {
  const { run, key, own } = turn;
  const [root] = own.makings;
  if (!root) {
    const { prompt, params = {} } = run.created.task;
    if (prompt === undefined) return failedPhase(key, 'the task names no `prompt`');
    return [planned(turn, { prompt, params }, null)];
  }
  for (const it of own.makings) {
    const step = isOver(it) ? [] : stepOf(turn, it);
    if (step.length > 0) return step;
  }
  if (!own.makings.every(isOver) || run.dispatches.some((it) => it.phase === key && !isSettled(it))) return [];
  return root.state === 'failed' ? failedPhase(key, `the prompt \`${root.call.prompt}\` ${failureWords(root)}`) : [ended(key, 'completed')];
}

const failedPhase = (key: string, message: string): Step => [
  // The run's own message gives the reason.
  ended(key, 'failed'),
  { type: 'run.concluding', payload: { outcome: 'failed', reason: 'not-made', message, partial: true } },
];

const failureWords = (it: Making): string => `failed in ${it.endedIn ?? it.stage}: ${it.reason}`;

/**
 * When the run concludes or the phase reaches its limit, prompt runs in progress end as they are, and those that were not started
 * are recorded too.
 */
export function settle(turn: MakeTurn): Step {
  const { run, key, own } = turn;
  const { prompt, params = {} } = run.created.task;
  if (own.makings.length === 0) return prompt === undefined ? [] : [planned(turn, { prompt, params }, null)];
  const open = own.makings.findLast((it) => !isOver(it));
  return open ? [over(key, open, 'failed', 'the run ended first')] : [];
}

function stepOf(turn: MakeTurn, it: Making): Step {
  const { run, key } = turn;
  if (it.state === 'pending')
    return run.paused ? [] : [{ type: 'making.begun', payload: { phase: key, making: it.id, prompt: it.call.prompt } }];
  const stuck = stuckIn(turn, it);
  if (stuck !== undefined) return [over(key, it, 'failed', stuck)];
  switch (it.stage) {
    case 'compilation':
      return seatFor(run, it) ? childrenOf(turn, it) : [over(key, it, 'failed', unseated(it))];
    case 'processing':
      return process(turn, it);
    case 'pending':
    case 'analysis':
    case 'complete':
    case 'failed':
      return [];
  }
}

/** The calls of its `generate` macros, without duplicates. */
export function callsOf(it: Making): PromptCall[] {
  const calls = (it.source?.macros ?? []).filter((one) => one.kind === 'generate').map(({ name, params }) => ({ prompt: name, params }));
  return calls.filter((call, at) => calls.findIndex((one) => callText(one) === callText(call)) === at);
}

function childrenOf(turn: MakeTurn, it: Making): Step {
  const { key, own } = turn;
  for (const call of callsOf(it)) {
    const child = sameCall(own, call);
    const stack = stackOf(own, it);
    const again = stack.findIndex((one) => callText(one.call) === callText(call));
    if (again >= 0) {
      const path = [...stack.slice(again).map((one) => one.call), call].map(callWords).join(' → ');
      return [over(key, it, 'failed', `it generates itself: ${path}`)];
    }
    if (!child) {
      if (stack.length > DEEPEST)
        return [
          over(
            key,
            it,
            'failed',
            `prompts generate prompts more than ${DEEPEST} deep: ${[...stack.map((one) => one.call), call].map(callWords).join(' → ')}`,
          ),
        ];
      if (own.makings.length >= MOST_MAKINGS) return [over(key, it, 'failed', `one run makes at most ${MOST_MAKINGS} prompts`)];
      return [planned(turn, call, it.id)];
    }
    if (child.state === 'failed') return [over(key, it, 'failed', `\`generate:${callWords(call)}\` ${failureWords(child)}`)];
  }
  return [];
}

function process(turn: MakeTurn, it: Making): Step {
  const { run, key } = turn;
  const asked = lastAsked(it);
  if (!asked) return ask(turn, it, []);
  const dispatch = dispatchOf(run, asked.dispatch);
  if (!dispatch) return [];
  if (!dispatch.accepted) {
    if (!dispatch.ended) return [];
    const { reason, detail } = dispatch.ended;
    return [over(key, it, 'failed', `${asked.seat} wrote nothing: ${reason}${detail === '' ? '' : ` (${detail})`}`)];
  }
  const draft = lastDraft(it);
  if (!draft || draft.round !== asked.round) return [];
  const next = refinement(
    it.drafts,
    it.source?.front.refine,
    it.drafts.map((one) => usageOf(run, one.dispatch)),
  );
  switch (next.kind) {
    case 'take':
      return it.artifact ? [over(key, it, 'success', '', 'quality-met')] : [];
    case 'again':
      return ask(turn, it, [{ from: 'program', title: 'Checks that do not hold yet', text: faultsText(draft.checks) }]);
    case 'stop': {
      const failed = draft.checks.filter((one) => !one.held).map((one) => `${one.what} (${one.says})`);
      const why = next.stop === null ? '' : `; ${stopWords(next.stop)}`;
      return [over(key, it, 'failed', `checks do not hold: ${listed(failed)}${why}`, next.stop)];
    }
  }
}

function usageOf(run: RunState, dispatch: string) {
  const all = dispatchOf(run, dispatch)?.attempts ?? [];
  return all.map(knownUsage).at(-1) ?? null;
}

function ask({ run, key }: MakeTurn, it: Making, carries: Carried[]): Step {
  const seat = seatFor(run, it);
  if (!seat) return [over(key, it, 'failed', unseated(it))];
  const round = (lastAsked(it)?.round ?? 0) + 1;
  const dispatch = dispatchId(run, 0);
  const work = { pass: round - 1, round: 0, seat: seat.name, role: 'writer', skill: 'writing', findings: [] };
  return [
    { type: 'dispatch.prepared', payload: { dispatch, phase: key, ...work, ...(carries.length > 0 ? { carries } : {}) } },
    { type: 'making.asked', payload: { phase: key, making: it.id, dispatch, seat: seat.name, round } },
  ];
}

/** Its file was changed after the seats were filled, or names more agents than a run has. */
function unseated({ source }: Making): string {
  const { agent: wish, role } = source?.front ?? {};
  if (role === undefined) return wish === undefined ? 'nobody has a seat as a writer' : `the agent \`${wish}\` has no seat in this run`;
  return wish === undefined
    ? `no agent of the task or the settings has the role ${role} and answers in words`
    : `the agent \`${wish}\` does not have the role ${role}, or has no seat in this run`;
}

/** The seat that the prompt names, or the first one with the role that it wants; otherwise the first writer. */
export function seatFor({ seats }: RunState, it: Making): Seat | undefined {
  const { agent: wish, role = wish === undefined ? 'writer' : undefined } = it.source?.front ?? {};
  const writers = seats.filter((one) => one.role === 'writer' && (role === undefined || (one.roles ?? ['writer']).includes(role)));
  if (wish === undefined) return writers[0];
  return writers.find((one) => one.name === wish || one.name.startsWith(`${wish}#`)) ?? writers.find((one) => one.agent === wish);
}

function planned({ key, own }: MakeTurn, call: PromptCall, parent: string | null): Event {
  const depth = parent === null ? 0 : (own.makings.find((it) => it.id === parent)?.depth ?? 0) + 1;
  return { type: 'making.planned', payload: { phase: key, making: `p${own.makings.length + 1}`, call, parent, depth } };
}

export function over(phase: string, it: Making, state: 'success' | 'failed', reason: string, stop: Making['stop'] = null): Event {
  return { type: 'making.ended', payload: { phase, making: it.id, prompt: it.call.prompt, state, reason, stop, reused: null } };
}

/** A step that failed after many tries. */
function stuckIn({ run, key }: MakeTurn, it: Making): string | undefined {
  const name = `${key}.${it.id}`;
  const keys = [
    effectKey('read-prompt', name),
    effectKey('compile-prompt', name),
    effectKey('check-artifact', name, lastAsked(it)?.round ?? 1),
    effectKey('place-artifact', name),
  ];
  const failed = keys.find((one) => (run.failures[one]?.counted ?? 0) >= GIVE_UP_AFTER);
  return failed === undefined ? undefined : `${failed} failed ${run.failures[failed]?.try} times: ${run.failures[failed]?.message}`;
}

export const generatedOf = (own: MakeState, it: Making) =>
  (it.source?.macros ?? []).flatMap(({ kind, name, params }) => {
    if (kind !== 'generate') return [];
    const child = sameCall(own, { prompt: name, params });
    const artifact = child && artifactOf(child);
    return child && artifact ? [{ from: child.id, artifact }] : [];
  });
