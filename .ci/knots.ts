// Finds the circles in a graph: of source files that import each other, or of bundled files that need each other while they load.

/** The strongly connected parts of a graph that are circles (Tarjan's algorithm), without recursion, because import chains may be long. */
export function knots(leadsTo: ReadonlyMap<string, string[]>): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  for (const root of leadsTo.keys()) {
    if (order.has(root)) continue;
    const path: { at: string; next: number }[] = [{ at: root, next: 0 }];
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const { at } = step;
      if (step.next === 0) {
        order.set(at, order.size);
        low.set(at, order.get(at) ?? 0);
        open.push(at);
        isOpen.add(at);
      }
      const to = leadsTo.get(at)?.[step.next++];
      if (to !== undefined) {
        if (!order.has(to)) path.push({ at: to, next: 0 });
        else if (isOpen.has(to)) low.set(at, Math.min(low.get(at) ?? 0, order.get(to) ?? 0));
        continue;
      }
      path.pop();
      const above = path.at(-1)?.at;
      if (above !== undefined) low.set(above, Math.min(low.get(above) ?? 0, low.get(at) ?? 0));
      if (low.get(at) !== order.get(at)) continue;
      const knot = open.splice(open.indexOf(at));
      for (const it of knot) isOpen.delete(it);
      if (knot.length > 1 || leadsTo.get(at)?.includes(at)) found.push(knot);
    }
  }
  return found;
}
