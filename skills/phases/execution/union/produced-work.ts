// The result of the stages for the phases that review it: the union, if it is proved, and who did it.

import type { ProducedWork } from '../../../run/contributions.ts';
import { type Executed, isDone } from '../life/stage-state.ts';
import { wholeOf } from './advance-union.ts';
import { MOST_FIXES } from './fix-stage.ts';
import { colourOfUnion } from './judge-union.ts';

export function producedWork(own: Executed, phase: string): ProducedWork {
  const proof = wholeOf(own)?.proof;
  const head = proof?.kind === 'merged' && colourOfUnion(proof) === 'green' ? proof.head : null;
  const by = [...new Set(own.stages.filter(isDone).flatMap((it) => it.seat ?? []))];
  return { phase, head, by, fixable: own.fixes.length < MOST_FIXES };
}
