// What a worker's silence means. Pure: signs of life in, a judgement out.
// A stale heartbeat alone never kills: models forget to beat during long tool calls.

import type { Millis } from '../../contracts/time.ts';
import type { Limits } from './limits.ts';

/** Ages in awake time, as the host and the sidecar give them; null where there was no such sign. */
export type SignsOfLife = { age: Millis; beat: Millis | null; output: Millis | null; cpu: Millis | null };

export type Sign = 'start' | 'beat' | 'output' | 'cpu';

export type Silence =
  | { kind: 'alive'; sign: Sign; askAgainIn: Millis }
  /** CPU time has not been measured yet, and would decide. */
  | { kind: 'unsure'; quietFor: Millis }
  | { kind: 'suspect'; quietFor: Millis; askAgainIn: Millis }
  | { kind: 'silent'; quietFor: Millis };

export function judgeSilence(signs: SignsOfLife, limits: Limits): Silence {
  const { sign, quietFor } = newest(signs);
  const half = limits.quiet / 2;
  if (quietFor < half || signs.age < limits.startup) {
    return { kind: 'alive', sign, askAgainIn: Math.max(half - quietFor, limits.startup - signs.age) };
  }
  if (signs.cpu === null) return { kind: 'unsure', quietFor };

  const busy = signs.cpu < half;
  const limit = busy ? limits.quietButBusy : limits.quiet;
  if (quietFor >= limit) return { kind: 'silent', quietFor };
  if (busy) return { kind: 'alive', sign: 'cpu', askAgainIn: Math.min(limit - quietFor, half - signs.cpu) };
  return { kind: 'suspect', quietFor, askAgainIn: limit - quietFor };
}

/** The newest sign but for CPU time, which costs a look at every process and is asked for last. */
function newest(signs: SignsOfLife): { sign: Sign; quietFor: Millis } {
  const known: { sign: Sign; quietFor: Millis }[] = [{ sign: 'start', quietFor: signs.age }];
  if (signs.beat !== null) known.push({ sign: 'beat', quietFor: signs.beat });
  if (signs.output !== null) known.push({ sign: 'output', quietFor: signs.output });
  return known.reduce((best, it) => (it.quietFor < best.quietFor ? it : best));
}
