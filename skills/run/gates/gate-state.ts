// What a gate is at a moment: what was asked, and what became of it.

import type { Actor } from '../../../contracts/event.ts';
import type { Gate, GateAnswer } from '../../../contracts/run/gate.ts';
import type { Instant } from '../../../contracts/time.ts';

export type GateState = {
  gate: Gate;
  answer: GateAnswer | null;
  comment: string | null;
  by: Actor | null;
  answeredAt: Instant | null;
  /** Nobody answered in time, and the run was paused for it; it can still be answered. */
  expired: boolean;
  /** The run ended before anyone had answered. */
  closed: boolean;
};
