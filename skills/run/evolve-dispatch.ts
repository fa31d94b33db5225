// Folds the events of a run's dispatches and of what they delivered.

import { MusterError } from '../../contracts/errors.ts';
import type { EvidenceCheck, RaisedFinding } from '../../contracts/findings/finding.ts';
import type { NamedGap } from '../../contracts/findings/gap.ts';
import type { SharedEvent } from '../../contracts/run/run-event.ts';
import { type Instant, instant } from '../../contracts/time.ts';
import { mutableList } from './folds/mutable-lists.ts';
import { type AttemptState, type DispatchState, isLook, type RunState, violationText } from './state.ts';
import { isSharedTree, seatsOn, sharedText } from './workplaces/read-only-tree.ts';

const DISPATCH_EVENTS = [
  'dispatch.prepared',
  'dispatch.sought',
  'dispatch.reused',
  'result.kept',
  'workplace.ready',
  'workplace.changed',
  'prompt.written',
  'attempt.starting',
  'attempt.started',
  'attempt.waits',
  'attempt.suspected',
  'attempt.recovered',
  'attempt.overdue',
  'attempt.ending',
  'attempt.ended',
  'result.accepted',
  'finding.raised',
  'verdict.given',
  'gap.raised',
  'narrative.given',
  'evidence.checked',
  'look.inconclusive',
  'dispatch.ended',
] as const satisfies readonly SharedEvent['type'][];

export type DispatchEvent = Extract<SharedEvent, { type: (typeof DISPATCH_EVENTS)[number] }>;

const KNOWN: ReadonlySet<string> = new Set(DISPATCH_EVENTS);
export const isDispatchEvent = (event: { type: string }): event is DispatchEvent => KNOWN.has(event.type);

export function evolveDispatches(state: RunState, event: DispatchEvent, at: Instant): RunState {
  switch (event.type) {
    case 'dispatch.prepared': {
      const { dispatch: id, carries = [], supersedes = null, judges: _, ...what } = event.payload;
      const fresh: DispatchState = {
        id,
        ...what,
        carries,
        supersedes,
        workplace: null,
        prompts: [],
        attempts: [],
        accepted: null,
        verdicts: [],
        raises: false,
        examined: false,
        receipt: null,
        inconclusive: null,
        ended: null,
        sought: null,
        reused: null,
        kept: false,
        preparedAt: at,
      };
      const next = { ...state, dispatches: [...state.dispatches, fresh] };
      return supersedes === null ? next : without(next, supersedes);
    }
    case 'dispatch.sought': {
      const { dispatch, sought = null, claims, miss } = event.payload;
      return change(state, dispatch, (it) => ({ ...it, sought: { key: sought, claims, miss } }));
    }
    case 'dispatch.reused':
      return reused(state, event.payload, at);
    case 'result.kept':
      return change(state, event.payload.dispatch, (it) => ({ ...it, kept: true }));
    case 'workplace.ready': {
      const { dispatch, path, over } = event.payload;
      return change(state, dispatch, (it) => ({ ...it, workplace: path, ...(over === undefined ? {} : { over }) }));
    }
    case 'workplace.changed': {
      const { workplace, patch } = event.payload;
      const text = isSharedTree(workplace) ? sharedText(seatsOn(state, workplace), event.payload) : violationText(workplace, event.payload);
      return { ...state, notes: [...state.notes, { kind: 'violation', text }], told: [...state.told, { workplace, patch }] };
    }
    case 'prompt.written': {
      const { dispatch, ...prompt } = event.payload;
      return change(state, dispatch, (it) => ({ ...it, prompts: [...it.prompts, prompt] }));
    }
    case 'attempt.starting': {
      const { dispatch, attempt, kind, share = null } = event.payload;
      return change(state, dispatch, (it) => ({ ...it, attempts: [...it.attempts, { ...freshAttempt(it, attempt, kind), share }] }));
    }
    case 'attempt.started': {
      const { dispatch, attempt, pid, argv, host, here } = event.payload;
      const where = { ...(host ? { host } : {}), ...(here === undefined ? {} : { here }) };
      return changeAttempt(state, dispatch, attempt, (it) => ({
        ...it,
        state: 'running',
        pid,
        argv,
        ...where,
        waitsFor: null,
        startedAt: at,
      }));
    }
    case 'attempt.waits': {
      const { dispatch, attempt, waitsFor } = event.payload;
      return changeAttempt(state, dispatch, attempt, (it) => ({ ...it, waitsFor }));
    }
    case 'attempt.suspected':
      return changeAttempt(state, event.payload.dispatch, event.payload.attempt, (it) => ({ ...it, state: 'suspect' }));
    case 'attempt.recovered':
      return changeAttempt(state, event.payload.dispatch, event.payload.attempt, (it) => ({ ...it, state: 'running' }));
    case 'attempt.overdue':
      return changeAttempt(state, event.payload.dispatch, event.payload.attempt, (it) => ({ ...it, overdue: true }));
    case 'attempt.ending': {
      const { dispatch, attempt, reason, detail } = event.payload;
      return changeAttempt(state, dispatch, attempt, (it) => ({ ...it, state: 'ending', reason, detail }));
    }
    case 'attempt.ended': {
      const { dispatch, attempt, reason, detail, end, usage, estimate = null, resetAt, session, model } = event.payload;
      const told = { session: session ?? null, model: model ?? null, resetAt: resetAt ? instant(resetAt) : null };
      const over = { state: 'ended' as const, reason, detail, end, usage, estimate, endedAt: at, ...told };
      return changeAttempt(state, dispatch, attempt, (it) => ({ ...it, ...over }));
    }
    case 'result.accepted': {
      const { dispatch, coverage, notes, age, attempt, digest, bytes, summary, toolCalls, flags } = event.payload;
      const known = { attempt, digest, bytes, summary, toolCalls, flags, at };
      const accepted = { ...known, coverage: coverage ?? null, notes: notes ?? null, age: age ?? null };
      // If the last look before a kill finds a result, the ending is reversed.
      const spare = (it: AttemptState): AttemptState =>
        it.n === attempt && it.state !== 'ended' ? { ...it, state: 'running', reason: null, detail: '' } : it;
      return change(state, dispatch, (it) => ({ ...it, accepted, raises: it.raises || isLook(it), attempts: it.attempts.map(spare) }));
    }
    case 'finding.raised':
      return markRaised({ ...state, raised: [...state.raised, event.payload.raised] }, event.payload.raised.dispatch);
    case 'verdict.given':
      return markJudged(state, event.payload.dispatch, [event.payload.verdict]);
    case 'gap.raised':
      return markRaised(
        { ...state, gaps: [...state.gaps, event.payload], gapsNamed: state.gapsNamed + (event.payload.id === undefined ? 0 : 1) },
        event.payload.dispatch,
      );
    case 'narrative.given':
      return { ...state, narrative: [...state.narrative, ...event.payload.blocks] };
    case 'evidence.checked': {
      const { dispatch, findings, verdicts, gaps = [], receipt = null } = event.payload;
      const byRef = new Map(findings.map(({ ref, ...found }) => [ref, found]));
      const byFinding = new Map(verdicts.map(({ finding, ...found }) => [finding, found]));
      const next = change(state, dispatch, (it) => ({
        ...it,
        examined: true,
        receipt,
        verdicts: it.verdicts.map((one) => ({ ...one, ...byFinding.get(one.verdict.finding) })),
      }));
      return {
        ...next,
        raised: withFound(next.raised, byRef),
        gaps: next.gaps.map((it) => withChecks(it, gaps)),
      };
    }
    case 'look.inconclusive': {
      const { dispatch, why } = event.payload;
      return change(state, dispatch, (it) => ({ ...it, inconclusive: why }));
    }
    case 'dispatch.ended': {
      const { dispatch, status, reason, detail } = event.payload;
      return change(state, dispatch, (it) => ({ ...it, ended: { status, reason, detail, at } }));
    }
  }
}

/** It has a result without an attempt of its own. */
function reused(state: RunState, it: Extract<DispatchEvent, { type: 'dispatch.reused' }>['payload'], at: Instant): RunState {
  const { dispatch, from, sought, saved, digest, bytes, summary, toolCalls } = it;
  const told = { coverage: it.coverage ?? null, notes: it.notes ?? null };
  const accepted = { attempt: 0, digest, bytes, summary, toolCalls, flags: [], age: null, at, ...told };
  return change(state, dispatch, (one) => ({
    ...one,
    accepted,
    raises: one.raises || isLook(one),
    sought: { key: sought, claims: false, miss: null },
    reused: { from, saved, receipt: it.receipt ?? null, model: it.model ?? null },
  }));
}

/** The house knows that this session hit its provider's limit. */
export function limitReported(state: RunState, session: string): RunState {
  const told = (dispatch: DispatchState): DispatchState => ({
    ...dispatch,
    attempts: dispatch.attempts.map((it) => (`${dispatch.id}.${it.n}` === session ? { ...it, houseKnows: true } : it)),
  });
  return { ...state, dispatches: state.dispatches.map(told) };
}

/** It has delivered something with evidence. */
export function markRaised(state: RunState, dispatch: string): RunState {
  const it = state.dispatches.findLast(({ id }) => id === dispatch);
  return !it || it.raises ? state : change(state, dispatch, (one) => ({ ...one, raises: true }));
}

/** It has judged what it was asked about. */
export function markJudged(state: RunState, dispatch: string, verdicts: readonly DispatchState['verdicts'][number]['verdict'][]): RunState {
  const fresh = verdicts.map((verdict) => ({ verdict, checks: [] }));
  return change(state, dispatch, (it) => ({ ...it, raises: true, verdicts: it.verdicts.concat(fresh) }));
}

/** Checked findings are recent, while a long run has thousands of older ones: those are not visited. */
function withFound(raised: readonly RaisedFinding[], byRef: ReadonlyMap<string, Pick<RaisedFinding, 'checks' | 'look'>>): RaisedFinding[] {
  const all = mutableList(raised);
  for (let at = all.length - 1, left = byRef.size; at >= 0 && left > 0; at--) {
    const one = all[at];
    const found = one && byRef.get(one.ref);
    if (!one || !found) continue;
    all[at] = { ...one, ...found };
    left--;
  }
  return all;
}

function withChecks(it: NamedGap, gaps: readonly { gap: string; checks: EvidenceCheck[] }[]): NamedGap {
  const checks = gaps.find(({ gap }) => gap === it.id)?.checks;
  return checks === undefined ? it : { ...it, checks };
}

function freshAttempt(dispatch: DispatchState, n: number, kind: AttemptState['kind']): AttemptState {
  const prompt = promptFor(dispatch, n);
  return {
    n,
    kind,
    state: 'starting',
    prompt: prompt.path,
    nonce: prompt.nonce,
    overdue: false,
    share: null,
    waitsFor: null,
    pid: null,
    argv: [],
    startedAt: null,
    endedAt: null,
    reason: null,
    detail: '',
    end: null,
    usage: null,
    estimate: null,
    resetAt: null,
    houseKnows: false,
    session: null,
    model: null,
  };
}

/** A repair has a prompt of its own; a redispatch reuses the newest one, byte for byte. */
export function promptFor(dispatch: DispatchState, attempt: number): DispatchState['prompts'][number] {
  const prompt = dispatch.prompts.findLast((it) => it.attempt <= attempt);
  if (!prompt) throw illegal(dispatch.id, `attempt ${attempt} starts without a prompt`);
  return prompt;
}

function change(state: RunState, id: string, how: (it: DispatchState) => DispatchState): RunState {
  // Most events belong to a recent dispatch.
  const at = state.dispatches.findLastIndex((it) => it.id === id);
  const dispatch = state.dispatches[at];
  if (!dispatch) throw illegal(id, 'unknown dispatch');
  return { ...state, dispatches: state.dispatches.with(at, how(dispatch)) };
}

function changeAttempt(state: RunState, id: string, n: number, how: (it: AttemptState) => AttemptState): RunState {
  return change(state, id, (dispatch) => {
    const attempt = dispatch.attempts.find((it) => it.n === n);
    if (!attempt) throw illegal(id, `there is no attempt ${n}`);
    return { ...dispatch, attempts: dispatch.attempts.map((it) => (it.n === n ? how(it) : it)) };
  });
}

function illegal(id: string, why: string): MusterError {
  return new MusterError('event-illegal', `${id}: ${why}`, 'The run is set aside and nothing is lost; `muster journal` shows its events.');
}

/** What a dispatch raised no longer counts once another replaces it. */
function without(state: RunState, dispatch: string): RunState {
  const raised = state.raised.filter((it) => it.dispatch !== dispatch);
  const gaps = state.gaps.filter((it) => it.dispatch !== dispatch);
  return raised.length === state.raised.length && gaps.length === state.gaps.length ? state : { ...state, raised, gaps };
}
