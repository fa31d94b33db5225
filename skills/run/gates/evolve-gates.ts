// What each event about a gate makes of the gates of a run.

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

/** A run that is resumed waits as long for an answer as it did at first. */
export function armedAgain(it: GateState, at: Instant): GateState {
  if (!it.expired || !isOpen(it)) return it;
  const patience = instant(it.gate.expiresAt) - instant(it.gate.openedAt);
  return { ...it, expired: false, gate: { ...it.gate, expiresAt: timestamp(at + patience) } };
}
