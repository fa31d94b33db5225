// Folds the events of a run's gates.

import type { Actor } from '../../../contracts/event.ts';
import { type Instant, instant, timestamp } from '../../../contracts/time.ts';
import type { RunEvent } from '../../phases/events.ts';
import type { GateState } from './gate-state.ts';
import { isOpen } from './gates.ts';

type GateEvent = Extract<RunEvent, { type: 'gate.opened' | 'gate.answered' | 'gate.expired' | 'answer.refused' }>;

export function evolveGates(gates: GateState[], event: GateEvent, actor: Actor, at: Instant): GateState[] {
  switch (event.type) {
    case 'gate.opened':
      return [
        ...gates,
        { gate: event.payload.gate, answer: null, comment: null, by: null, answeredAt: null, expired: false, closed: false },
      ];
    case 'gate.answered': {
      const { gate, answer, comment = null } = event.payload;
      return gates.map((it) => (it.gate.id === gate ? { ...it, answer, comment, by: actor, answeredAt: at } : it));
    }
    case 'gate.expired':
      return gates.map((it) => (it.gate.id === event.payload.gate ? { ...it, expired: true } : it));
    case 'answer.refused':
      return gates;
  }
}

/** After a resume, a run waits for an answer as long as it did at first. */
export function withNewExpiry(it: GateState, at: Instant): GateState {
  if (!it.expired || !isOpen(it)) return it;
  const patience = instant(it.gate.expiresAt) - instant(it.gate.openedAt);
  return { ...it, expired: false, gate: { ...it.gate, expiresAt: timestamp(at + patience) } };
}
