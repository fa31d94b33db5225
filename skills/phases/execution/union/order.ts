// The order in which stages are merged: dependencies first. And what a selection of them includes, because a head contains
// everything that it was built on.

import type { Executed, StageState } from '../life/stage-state.ts';
import { isDone } from '../life/stage-state.ts';

/** The finished stages, in the order of the plan as far as their dependencies allow. */
export function inOrder({ stages }: Executed): StageState[] {
  const left = stages.filter(isDone);
  const order: StageState[] = [];
  while (left.length > 0) {
    const waits = new Set(left.map((it) => it.stage.id));
    const next = left.findIndex((it) => !it.stage.dependsOn.some((id) => waits.has(id)));
    // An approved plan has no cycle; any order is better than an endless loop.
    order.push(...left.splice(Math.max(next, 0), 1));
  }
  return order;
}

/** These stages and everything that they were built on, in order. */
export function withDependencies(order: readonly StageState[], ids: readonly string[]): string[] {
  const wanted = new Set(ids);
  for (const it of order.toReversed()) if (wanted.has(it.stage.id)) for (const id of it.stage.dependsOn) wanted.add(id);
  return order.map((it) => it.stage.id).filter((id) => wanted.has(id));
}

export const sameStages = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((id) => b.includes(id));
