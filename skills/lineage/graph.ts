// The edges of a run or of a project as one graph, with its counts. Pure.

export type Graph = {
  nodes: string[];
  edges: { source: string; dependent: string; kind: string }[];
  counts: { nodes: number; edges: number; roots: number; leaves: number; circles: number };
};

export function graphOf(rows: readonly Graph['edges'][number][]): Graph {
  const edges = [
    ...new Map(rows.map(({ source, dependent, kind }) => [`${source}\n${dependent}\n${kind}`, { source, dependent, kind }])).values(),
  ];
  const nodes = [...new Set(edges.flatMap(({ source, dependent }) => [source, dependent]))];
  const [later, earlier] = [new Set(edges.map((it) => it.dependent)), new Set(edges.map((it) => it.source))];
  return {
    nodes,
    edges,
    counts: {
      nodes: nodes.length,
      edges: edges.length,
      roots: nodes.filter((it) => !later.has(it)).length,
      leaves: nodes.filter((it) => !earlier.has(it)).length,
      circles: circlesIn(nodes, edges),
    },
  };
}

/** Groups of nodes of which each comes from each other: Tarjan, without recursion, for a long chain is no reason to fail. */
function circlesIn(nodes: readonly string[], edges: Graph['edges']): number {
  const next = dependentsOf(edges);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  let circles = edges.filter((it) => it.source === it.dependent).length;
  const enter = (name: string): { name: string; at: number } => {
    index.set(name, index.size);
    low.set(name, index.get(name) ?? 0);
    stack.push(name);
    onStack.add(name);
    return { name, at: 0 };
  };
  const lower = (name: string, to: number): void => void low.set(name, Math.min(low.get(name) ?? to, to));
  for (const root of nodes) {
    if (index.has(root)) continue;
    const path = [enter(root)];
    for (let here = path.at(-1); here; here = path.at(-1)) {
      const to = next.get(here.name)?.[here.at++];
      if (to !== undefined) {
        if (!index.has(to)) path.push(enter(to));
        else if (onStack.has(to)) lower(here.name, index.get(to) ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) lower(parent.name, low.get(here.name) ?? 0);
      if (low.get(here.name) !== index.get(here.name)) continue;
      let size = 0;
      for (let one = stack.pop(); one !== undefined; one = one === here.name ? undefined : stack.pop()) {
        onStack.delete(one);
        size++;
      }
      if (size > 1) circles++;
    }
  }
  return circles;
}

function dependentsOf(edges: Graph['edges']): Map<string, string[]> {
  const next = new Map<string, string[]>();
  for (const { source, dependent } of edges) {
    const list = next.get(source);
    if (list) list.push(dependent);
    else next.set(source, [dependent]);
  }
  return next;
}

/** How far each node is from the beginning; what is in a circle comes one after whatever led into it. */
export function layersOf({ nodes, edges }: Graph): string[][] {
  const next = dependentsOf(edges);
  const later = new Set(edges.map((it) => it.dependent));
  const layers: string[][] = [];
  const placed = new Set<string>();
  let wave = nodes.filter((it) => !later.has(it));
  while (placed.size < nodes.length) {
    if (wave.length === 0) wave = nodes.filter((it) => !placed.has(it)).slice(0, 1);
    for (const it of wave) placed.add(it);
    layers.push(wave);
    wave = [...new Set(wave.flatMap((it) => next.get(it) ?? []))].filter((it) => !placed.has(it));
  }
  return layers;
}
