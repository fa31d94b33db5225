// Finds which stage breaks a red union of green parts, and with which other: first prefixes of the order are tried, then pairs of
// the breaking stage and each earlier one. Every result is in the journal, so the search continues after a crash.

import type { UnionCheck } from '../../../../contracts/plan/union.ts';
import type { Executed, StageState, Union } from '../life/stage-state.ts';
import { colourOfCheck, redsOf, sameCheck } from './judge-union.ts';
import { inOrder, sameStages, withDependencies } from './order.ts';

export type Search =
  | { kind: 'try'; stages: string[] }
  /** `with` is null if more than one other stage is involved, or the search was cut short. */
  | { kind: 'found'; stage: string; with: string | null; check: UnionCheck };

/** A limit on the unions to try: a search must not cost more than the work. */
const MOST_TRIES = 16;

/** For a red union of everything that is done; undefined if it is not red. */
export function searchBreak(own: Executed, whole: Union): Search | undefined {
  const [check] = whole.proof ? redsOf(whole.proof) : [];
  if (!check) return undefined;
  const order = inOrder(own).filter((it) => whole.stages.includes(it.stage.id));
  const ids = order.map((it) => it.stage.id);
  const tried = own.unions.filter((it) => it.n > whole.n).length;
  const isRed = (stages: readonly string[]): boolean | undefined => {
    if (sameStages(stages, whole.stages)) return true;
    const known = own.unions.findLast((it) => it.proof && sameStages(it.stages, stages));
    return known?.proof ? known.proof.kind === 'merged' && known.proof.checks.some((it) => sameCheck(it, check) && red(it)) : undefined;
  };

  let low = Math.max(ids.indexOf(check.stage), 0);
  let high = ids.length - 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const prefix = ids.slice(0, middle + 1);
    const answer = isRed(prefix);
    if (answer === undefined) return tried < MOST_TRIES ? { kind: 'try', stages: prefix } : found(ids[high] ?? check.stage, null, check);
    if (answer) high = middle;
    else low = middle + 1;
  }
  return searchPair(order, ids[high] ?? check.stage, check, isRed, tried);
}

function searchPair(
  order: readonly StageState[],
  breaker: string,
  check: UnionCheck,
  isRed: (stages: readonly string[]) => boolean | undefined,
  tried: number,
): Search {
  const alone = withDependencies(order, [breaker]);
  const at = order.findIndex((it) => it.stage.id === breaker);
  const earlier = order
    .slice(0, at)
    .map((it) => it.stage.id)
    .filter((id) => !alone.includes(id))
    // The stage whose validator is red is the most likely one.
    .toSorted((a, b) => Number(b === check.stage) - Number(a === check.stage));
  for (const other of earlier) {
    const pair = withDependencies(order, [breaker, other, check.stage]);
    const answer = isRed(pair);
    if (answer === undefined) return tried < MOST_TRIES ? { kind: 'try', stages: pair } : found(breaker, null, check);
    if (answer) return found(breaker, other, check);
  }
  return found(breaker, null, check);
}

const red = (it: UnionCheck): boolean => colourOfCheck(it) === 'red';

const found = (stage: string, other: string | null, check: UnionCheck): Search => ({ kind: 'found', stage, with: other, check });
