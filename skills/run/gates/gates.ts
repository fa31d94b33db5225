// Gates: questions to a person, and what their answers do to the run. A gate is opened with the digest of what it shows; an answer
// to anything else is refused.

import type { Gate, GateSubject } from '../../../contracts/run/gate.ts';
import type { SharedEvent } from '../../../contracts/run/run-event.ts';
import { type Instant, instant, millis, timestamp } from '../../../contracts/time.ts';
import type { RunState } from '../state.ts';
import type { GateState } from './gate-state.ts';

export type GateRequest = Pick<Gate, 'phase' | 'about' | 'asks' | 'why' | 'offers' | 'shown' | 'runs'>;

/** `nth` numbers the gates that one step opens. */
export function openGate(state: RunState, asked: GateRequest, at: Instant, nth = 0): SharedEvent {
  const expiresAt = timestamp(at + millis(state.created.config.gateExpires));
  const gate: Gate = { ...asked, id: `${state.id}.g${state.gates.length + nth + 1}`, openedAt: timestamp(at), expiresAt };
  return { type: 'gate.opened', payload: { gate } };
}

/** The newest gate about a subject. */
export const gateAbout = (state: RunState, about: GateSubject): GateState | undefined =>
  state.gates.findLast((it) => sameSubject(it.gate.about, about));

function sameSubject(a: GateSubject, b: GateSubject): boolean {
  switch (a.kind) {
    case 'plan':
      return b.kind === 'plan' && a.plan === b.plan;
    case 'question':
    case 'failure':
      return b.kind === a.kind && a.dispatch === b.dispatch;
    case 'stage':
      return b.kind === 'stage' && a.stage === b.stage && a.attempt === b.attempt;
    case 'phase':
      return b.kind === 'phase' && a.name === b.name;
  }
}

export const isOpen = (it: GateState): boolean => it.answer === null && !it.closed;
export const openGates = (state: RunState): Gate[] => state.gates.filter(isOpen).map((it) => it.gate);

/** The next instant at which a gate expires. */
export function nextExpiry(state: RunState): Instant | undefined {
  if (state.paused || state.life.kind !== 'executing') return undefined;
  const due = state.gates.filter((it) => isOpen(it) && !it.expired).map((it) => instant(it.gate.expiresAt));
  return due.length === 0 ? undefined : Math.min(...due);
}

/** Nobody answered: the run is paused; no answer is assumed. */
export function gateExpired(state: RunState, at: Instant, pauseUntil: Instant): SharedEvent[] | undefined {
  const due = nextExpiry(state);
  if (due === undefined || at < due) return undefined;
  const expired = state.gates.filter((it) => isOpen(it) && !it.expired && instant(it.gate.expiresAt) <= at).map((it) => it.gate);
  const reason = `${expired.map((it) => it.id).join(', ')} was not answered in time`;
  return [
    ...expired.map((it): SharedEvent => ({ type: 'gate.expired', payload: { gate: it.id } })),
    { type: 'run.paused', payload: { reason, expiresAt: timestamp(pauseUntil) } },
  ];
}
