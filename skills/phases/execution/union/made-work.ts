// The result of the stages for the phases that review it: the union, if it is proved, and who did it.

import type { MadeWork } from '../../../run/registers.ts';
import { type Executed, isDone } from '../life/stage-state.ts';
import { wholeOf } from './advance-union.ts';
import { MOST_FIXES } from './fix-stage.ts';
import { colourOfUnion } from './judge-union.ts';

export function workOf(own: Executed, phase: string): MadeWork {
  const proof = wholeOf(own)?.proof;
  const head = proof?.kind === 'merged' && colourOfUnion(proof) === 'green' ? proof.head : null;
  const by = [...new Set(own.stages.filter(isDone).flatMap((it) => it.seat ?? []))];
  return { phase, head, by, fixable: own.fixes.length < MOST_FIXES };
}
