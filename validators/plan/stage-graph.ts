// The dependencies of stages as a graph: its cycles, and which stages may run at the same time because no path leads from one to
// the other.

import type { Stage } from '../../contracts/plan/plan.ts';

export type StageGraph = {
  /** The ids on a cycle, in its order, starting with the alphabetically first. */
  circles: readonly (readonly string[])[];
  /** By index. */
  together(one: number, other: number): boolean;
};

export function graphOf(stages: readonly Pick<Stage, 'id' | 'dependsOn'>[]): StageGraph {
  const byId = Map.groupBy(
    stages.map((_, at) => at),
    (at) => stages[at]?.id,
  );
  const before = stages.map(({ dependsOn }) => [...new Set(dependsOn)].flatMap((id) => byId.get(id) ?? []));
  const needs = before.map((_, at) => reach(before, at));
  return {
    circles: circlesIn(stages, before, needs),
    together: (one, other) => !needs[one]?.has(other) && !needs[other]?.has(one),
  };
}

/** Everything that must be done before it; includes the stage itself only if it is on a cycle. */
function reach(before: readonly (readonly number[])[], start: number): Set<number> {
  const seen = new Set<number>();
  const open = [...(before[start] ?? [])];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(before[at] ?? []));
  }
  return seen;
}

/** One cycle for each group of stages that all wait for each other. */
function circlesIn(
  stages: readonly Pick<Stage, 'id'>[],
  before: readonly (readonly number[])[],
  needs: readonly ReadonlySet<number>[],
): string[][] {
  const idOf = (at: number): string => stages[at]?.id ?? '';
  const told = new Set<number>();
  const circles: string[][] = [];
  const knotted = stages.map((_, at) => at).filter((at) => needs[at]?.has(at));
  for (const start of knotted.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : idOf(a) > idOf(b) ? 1 : a - b))) {
    if (told.has(start)) continue;
    for (const at of knotted) if (needs[start]?.has(at) && needs[at]?.has(start)) told.add(at);
    circles.push(wayBack(before, needs, start, idOf).map(idOf));
  }
  return circles;
}

/** The shortest path from a stage through its dependencies back to itself. */
function wayBack(
  before: readonly (readonly number[])[],
  needs: readonly ReadonlySet<number>[],
  start: number,
  idOf: (at: number) => string,
): number[] {
  const cameFrom = new Map<number, number>();
  let layer = [start];
  while (layer.length > 0) {
    const next: number[] = [];
    for (const at of layer) {
      for (const to of (before[at] ?? []).toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1))) {
        if (to === start) return pathTo(at, start, cameFrom);
        if (cameFrom.has(to) || !needs[to]?.has(start)) continue;
        cameFrom.set(to, at);
        next.push(to);
      }
    }
    layer = next;
  }
  return [start];
}

function pathTo(end: number, start: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const path = [end];
  for (let at = end; at !== start; path.unshift(at)) at = cameFrom.get(at) ?? start;
  return path;
}
