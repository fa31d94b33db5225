// The circles in a graph: its strongly connected parts (Tarjan's algorithm). Not recursive, because a long chain would overflow the
// stack. Pure.

/** Each part of several nodes, and each node that leads to itself. */
export function circlesIn(leadsTo: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  /** The earliest node that is known to be reached from each. */
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const lower = (node: string, to: number): void => void low.set(node, Math.min(low.get(node) ?? to, to));
  const enter = (node: string): { node: string; next: number } => {
    order.set(node, order.size);
    low.set(node, order.get(node) ?? 0);
    open.push(node);
    isOpen.add(node);
    return { node, next: 0 };
  };
  const leave = (node: string, above: string | undefined): void => {
    if (above !== undefined) lower(above, low.get(node) ?? 0);
    if (low.get(node) !== order.get(node)) return;
    const circle = open.splice(open.lastIndexOf(node));
    for (const it of circle) isOpen.delete(it);
    if (circle.length > 1 || leadsTo.get(node)?.includes(node)) found.push(circle);
  };
  for (const root of leadsTo.keys()) {
    if (order.has(root)) continue;
    const path = [enter(root)];
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const to = leadsTo.get(step.node)?.[step.next++];
      if (to === undefined) {
        path.pop();
        leave(step.node, path.at(-1)?.node);
      } else if (!order.has(to)) path.push(enter(to));
      else if (isOpen.has(to)) lower(step.node, order.get(to) ?? 0);
    }
  }
  return found;
}
