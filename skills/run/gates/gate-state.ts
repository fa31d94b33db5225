// The state of a gate: what was asked, and the outcome.

import type { Actor } from '../../../contracts/event.ts';
import type { Gate, GateAnswer } from '../../../contracts/run/gate.ts';
import type { Instant } from '../../../contracts/time.ts';

export type GateState = {
  gate: Gate;
  answer: GateAnswer | null;
  comment: string | null;
  by: Actor | null;
  answeredAt: Instant | null;
  /** Nobody answered in time, and the run was paused; it can still be answered. */
  expired: boolean;
  /** The run ended before anyone had answered. */
  closed: boolean;
};
