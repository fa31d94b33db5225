// Questions about a plan as a person reads them: what is asked about several items in the same words is asked once.

import type { Clarification } from '../../../../contracts/plan/plan-verification.ts';

/** `C-002, C-003`, `P-STG-1, P-VAL-1` */
export function askedTogether(all: readonly Clarification[]): Clarification[] {
  const same = Map.groupBy(all, ({ asks, blocks, raisedBy }) => JSON.stringify([asks, blocks, raisedBy]));
  return [...same.values()].flatMap((some) => {
    const [first] = some;
    return first ? [{ ...first, id: some.map(({ id }) => id).join(', '), item: some.map(({ item }) => item).join(', ') }] : [];
  });
}
