// The state of a run after each event. Exhaustive: an event without a row in the lifecycle tables
// throws, and its run is set aside instead of being half understood.

import { MusterError } from '../../../contracts/errors.ts';
import type { EventEnvelope } from '../../../contracts/event.ts';
import type { NamedGap } from '../../../contracts/findings/gap.ts';
import type { SharedEvent, SharedEventOf } from '../../../contracts/run/run-event.ts';
import { type Instant, instant } from '../../../contracts/time.ts';
import { countedFailures } from '../../../skills/dispatch/retry.ts';
import type { RunRecord } from '../../../skills/events.ts';
import { continues, evolveMemory, forgetPass, replaceDispatch } from '../../../skills/phases/turns.ts';
import { moveClock, setClock, workedFor } from '../../../skills/run/clock.ts';
import { isCutShort, withEverythingClosed } from '../../../skills/run/cut-short.ts';
import { type DispatchEvent, evolveDispatches, isDispatchEvent, limitReported } from '../../../skills/run/evolve-dispatch.ts';
import { takenOverBy } from '../../../skills/run/fleet/lead-taken.ts';
import { evolveGates, withNewExpiry } from '../../../skills/run/gates/evolve-gates.ts';
import { isOpen } from '../../../skills/run/gates/gates.ts';
import { obeyTables } from '../../../skills/run/lifecycles/obey-tables.ts';
import { freshPhase, type PhaseState, type RunState } from '../../../skills/run/state.ts';

export function evolveRun(state: RunState | undefined, event: RunRecord): RunState {
  const at = instant(event.at);
  if (state === undefined) {
    if (event.type !== 'run.created') throw illegal(event, 'a run begins with run.created');
    return created(event.payload, at, event.seq);
  }
  const next =
    evolveMemory(state, event) ??
    (isDispatchEvent(event) ? told(evolveDispatches(state, event, at), event) : evolve(state, event as RunOnlyEvent, at, event));
  obeyTables(state, event, next);
  return after(next === state ? { ...state } : next, event, at);
}

/** Mutates `next`, which is a copy that nobody else has yet. */
export function after(next: RunState, { seq, type }: EventEnvelope, at: Instant): RunState {
  next.seq = seq;
  // Anyone may write a note at any time, so it does not show that a lead was running.
  if (type !== 'note.added') next.lastAt = at;
  return setClock(next, at);
}

/** A phase that waits for a superseded dispatch waits for its replacement instead. */
function told(state: RunState, event: DispatchEvent): RunState {
  if (event.type !== 'dispatch.prepared' || event.payload.supersedes === undefined) return state;
  const { phase, supersedes, dispatch } = event.payload;
  return replaceDispatch(state, { phase, before: supersedes, by: dispatch });
}

type RunOnlyEvent = Exclude<SharedEvent, DispatchEvent>;

function evolve(state: RunState, event: RunOnlyEvent, at: Instant, envelope: EventEnvelope): RunState {
  switch (event.type) {
    case 'run.created':
      throw illegal(envelope, 'a run is created once');
    case 'lead.taken':
      return takenOverBy(state, event.payload);
    case 'run.queued':
      return { ...state, life: { kind: 'queued', waitsFor: event.payload.waitsFor } };
    case 'consent.awaited':
      return { ...state, life: { kind: 'awaiting-consent', ...event.payload, since: at } };
    case 'consent.given':
      // Back to where it was: before it got its slot, or after.
      return { ...state, life: { kind: state.startedAt === null ? 'created' : 'intake' } };
    case 'run.admitted':
      return { ...state, life: { kind: 'intake' }, startedAt: at };
    case 'base.captured':
      return {
        ...state,
        base: event.payload.base,
        dismissed: event.payload.dismissed ?? [],
        addedDismissals: event.payload.addedDismissals ?? null,
        commands: event.payload.commands ?? {},
      };
    case 'run.bound':
      return {
        ...state,
        seats: event.payload.seats,
        sought: event.payload.sought ?? null,
        notes: [...state.notes, ...event.payload.notes],
        life: { kind: 'executing' },
      };
    case 'phase.started':
      return begun(state, event.payload.phase, envelope, at);
    case 'phase.overdue':
      return withPhase(state, event.payload.phase, envelope, (it) => ({ ...it, overdue: true }));
    case 'phase.ended':
      return withPhase(state, event.payload.phase, envelope, (it) => ({
        ...it,
        state: event.payload.outcome,
        reason: event.payload.reason ?? null,
        endedAt: at,
      }));
    case 'phases.added': {
      const after = state.phases.findIndex((it) => it.template.key === event.payload.after);
      return { ...state, phases: state.phases.toSpliced(after + 1, 0, ...event.payload.phases.map(freshPhase)) };
    }
    case 'poll.reported':
      return { ...state, poll: { at, ...event.payload } };
    case 'provider.held': {
      const { provider, until, by } = event.payload;
      return { ...limitReported(state, by), holds: { ...state.holds, [provider]: { until: instant(until), by } } };
    }
    case 'provider.released': {
      const { [event.payload.provider]: _, ...holds } = state.holds;
      return { ...state, holds };
    }
    case 'clock.jumped':
      return moveClock(state, event.payload.by);
    case 'gap.settled':
      return { ...state, gaps: state.gaps.map((it) => (it.id === event.payload.gap ? settledGap(state, it, event.payload) : it)) };
    case 'gate.answered':
      return {
        ...state,
        phases: givenTime(state, event.payload, at),
        gates: evolveGates(state.gates, event, envelope.actor, at),
      };
    case 'gate.opened':
    case 'gate.expired':
    case 'answer.refused':
      return { ...state, gates: evolveGates(state.gates, event, envelope.actor, at) };
    case 'run.paused':
      return { ...state, paused: { reason: event.payload.reason, since: at, expiresAt: instant(event.payload.expiresAt) } };
    case 'run.resumed':
      return { ...state, paused: null, gates: state.gates.map((it) => withNewExpiry(it, at)) };
    case 'run.concluding': {
      const gates = state.gates.map((it) => (isOpen(it) ? { ...it, closed: true } : it));
      const concluding: RunState = { ...state, paused: null, gates, life: { kind: 'concluding', ...event.payload, since: at } };
      return isCutShort(concluding) ? withEverythingClosed(concluding, at) : concluding;
    }
    case 'findings.traced':
      return { ...state, traced: event.payload };
    case 'report.composed':
    case 'report.completed':
      return { ...state, report: event.payload };
    case 'result.forgotten':
      return state;
    case 'impact.assessed':
      return { ...state, debts: [...state.debts, ...event.payload.debts] };
    case 'run.pruned':
      return { ...state, pruned: true };
    case 'run.cleared':
      return { ...state, cleared: true };
    case 'run.ended': {
      if (state.life.kind !== 'concluding') throw illegal(envelope, 'a run ends only after it has been concluding');
      const { outcome, reason, message, degraded } = event.payload;
      return { ...state, life: { kind: 'ended', outcome, reason, message, degraded, partial: state.life.partial, at } };
    }
    case 'effect.failed': {
      const { key, try: tries, retryAt, code, message } = event.payload;
      const counted = countedFailures(state.failures[key], tries, code);
      const failure = { try: tries, counted, retryAt: instant(retryAt), code, message, at };
      return { ...state, failures: { ...state.failures, [key]: failure } };
    }
    case 'note.added':
      return { ...state, notes: [...state.notes, event.payload.note] };
    default: {
      const unknown: never = event;
      throw illegal(envelope, `no such event: ${(unknown as SharedEvent).type}`);
    }
  }
}

function created(payload: SharedEventOf<'run.created'>['payload'], at: Instant, seq: number): RunState {
  return {
    id: payload.run,
    seq,
    created: payload,
    createdAt: at,
    startedAt: null,
    clock: { spent: 0, since: null },
    lastAt: at,
    life: { kind: 'created' },
    paused: null,
    lead: null,
    base: null,
    dismissed: [],
    addedDismissals: null,
    commands: {},
    seats: [],
    sought: null,
    phases: payload.template.phases.map(freshPhase),
    dispatches: [],
    raised: [],
    memory: {},
    gaps: [],
    gapsNamed: 0,
    narrative: [],
    gates: [],
    notes: [],
    failures: {},
    holds: {},
    poll: null,
    traced: null,
    report: null,
    debts: [],
    told: [],
    cleared: false,
    pruned: false,
  };
}

function settledGap({ dispatches }: RunState, gap: NamedGap, { outcome, by, reason }: SharedEventOf<'gap.settled'>['payload']): NamedGap {
  const words = dispatches.filter((it) => it.seat === by).flatMap((it) => it.verdicts);
  const said = by === undefined ? undefined : words.findLast((it) => it.verdict.finding === gap.id);
  const { verdict, basis, evidence = [] } = said?.verdict ?? {};
  const word = said && verdict !== undefined && basis !== undefined ? { word: { verdict, basis, evidence, checks: said.checks } } : {};
  return { ...gap, outcome, reason, ...(by === undefined ? {} : { by }), ...word };
}

/** A phase that starts again loses its earlier outcome. */
function begun(state: RunState, key: string, envelope: EventEnvelope, at: Instant): RunState {
  const before = state.phases.find((it) => it.template.key === key);
  const again = before !== undefined && before.state !== 'pending';
  return withPhase(again ? sentBack(state, key) : state, key, envelope, (it) => ({
    ...it,
    state: 'running',
    pass: again ? it.pass + 1 : it.pass,
    reason: null,
    startedAt: at,
    endedAt: null,
    begunAfter: workedFor(state, at),
    overdue: false,
  }));
}

/** The later phases looked at work that is now done again, so they run again too. */
function sentBack(state: RunState, key: string): RunState {
  const at = state.phases.findIndex((it) => it.template.key === key);
  const after = state.phases.slice(at + 1).map(({ template, pass, state: stands }) => ({
    ...freshPhase(template),
    pass: stands === 'pending' ? pass : pass + 1,
  }));
  const keys = [...(continues(state, key) ? [] : [key]), ...after.map((it) => it.template.key)];
  return { ...state, phases: [...state.phases.slice(0, at + 1), ...after], memory: keys.reduce(forgetPass, state.memory) };
}

/** When a person has work done again, or answers a worker's question, the phase gets its whole time limit again. */
function givenTime(state: RunState, { gate: id, answer }: SharedEventOf<'gate.answered'>['payload'], at: Instant): PhaseState[] {
  const gate = state.gates.find((it) => it.gate.id === id)?.gate;
  const kind = gate?.about.kind;
  const retried = answer === 'approve' && (kind === 'question' || kind === 'failure');
  const works = answer === 'request-changes' || answer === 'verify-again' || retried;
  if (!works) return state.phases;
  const again = { begunAfter: workedFor(state, at), overdue: false };
  return state.phases.map((it) => (it.template.key === gate?.phase && it.state === 'running' ? { ...it, ...again } : it));
}

function withPhase(
  state: RunState,
  key: string,
  envelope: EventEnvelope,
  change: (it: RunState['phases'][number]) => RunState['phases'][number],
): RunState {
  if (!state.phases.some((it) => it.template.key === key)) throw illegal(envelope, `the template has no phase ${key}`);
  return { ...state, phases: state.phases.map((it) => (it.template.key === key ? change(it) : it)) };
}

function illegal(envelope: EventEnvelope, why: string): MusterError {
  return new MusterError(
    'event-illegal',
    `${envelope.stream} event ${envelope.seq} (${envelope.type}): ${why}`,
    'The run is set aside and nothing is lost; `muster journal` shows its events.',
  );
}
