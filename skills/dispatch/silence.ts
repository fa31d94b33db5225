// What a worker's silence means. Pure: signs of life in, a judgement out. The newest sign counts. A missing heartbeat alone is
// never enough to kill a worker: models forget it during long tool calls.

import type { Millis } from '../../contracts/time.ts';
import type { Limits } from './limits.ts';

/** Ages in awake time, as reported by the host and the heartbeat file; null if there was no such sign. */
export type SignsOfLife = { age: Millis; beat: Millis | null; output: Millis | null; cpu: Millis | null };

export type Sign = 'start' | 'beat' | 'output' | 'cpu';

export type Silence =
  | { kind: 'alive'; sign: Sign; askAgainIn: Millis }
  /** CPU time would decide, but has not been measured yet. */
  | { kind: 'unsure'; quietFor: Millis }
  | { kind: 'suspect'; quietFor: Millis; askAgainIn: Millis }
  /** `busy`: it used CPU time until the end, but gave no other sign for too long. */
  | { kind: 'silent'; quietFor: Millis; busy: boolean };

export function judgeSilence(signs: SignsOfLife, limits: Limits): Silence {
  const { sign, quietFor } = newest(signs);
  const half = limits.quiet / 2;
  if (quietFor < half || signs.age < limits.startup) {
    return { kind: 'alive', sign, askAgainIn: Math.max(half - quietFor, limits.startup - signs.age) };
  }
  if (signs.cpu === null) return { kind: 'unsure', quietFor };

  const deadFor = Math.min(quietFor, signs.cpu);
  if (deadFor >= limits.quiet) return { kind: 'silent', quietFor, busy: false };
  if (quietFor >= limits.quietButBusy) return { kind: 'silent', quietFor, busy: true };
  const untilBusyLimit = limits.quietButBusy - quietFor;
  if (deadFor >= half) return { kind: 'suspect', quietFor: deadFor, askAgainIn: Math.min(limits.quiet - deadFor, untilBusyLimit) };
  return { kind: 'alive', sign: 'cpu', askAgainIn: Math.min(half - deadFor, untilBusyLimit) };
}

/** The newest sign except CPU time, which requires a look at every process and is asked for last. */
function newest(signs: SignsOfLife): { sign: Sign; quietFor: Millis } {
  const known: { sign: Sign; quietFor: Millis }[] = [{ sign: 'start', quietFor: signs.age }];
  if (signs.beat !== null) known.push({ sign: 'beat', quietFor: signs.beat });
  if (signs.output !== null) known.push({ sign: 'output', quietFor: signs.output });
  return known.reduce((best, it) => (it.quietFor < best.quietFor ? it : best));
}
