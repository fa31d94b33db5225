// The edges of a run or of a project as one graph, with counts. Pure.

import { circlesIn } from './circles.ts';

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
      circles: countCircles(edges),
    },
  };
}

/** A node that leads to itself is a circle of its own, also within a larger one. */
function countCircles(edges: Graph['edges']): number {
  const ofSeveral = circlesIn(dependentsOf(edges)).filter((it) => it.length > 1);
  return ofSeveral.length + edges.filter((it) => it.source === it.dependent).length;
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

/** Assigns nodes to columns, each node to the right of all its sources; a cycle is broken at one of its nodes. */
export function layersOf({ nodes, edges }: Graph): string[][] {
  const next = dependentsOf(edges);
  const open = new Map<string, number>(nodes.map((it) => [it, 0]));
  for (const { dependent } of edges) open.set(dependent, (open.get(dependent) ?? 0) + 1);
  const depth = new Map<string, number>();
  const ready = nodes.filter((it) => open.get(it) === 0);
  const left = new Set(nodes);
  while (left.size > 0) {
    const [first] = left;
    const it = ready.pop() ?? first;
    if (it === undefined || !left.delete(it)) continue;
    const own = depth.get(it) ?? 0;
    depth.set(it, own);
    for (const one of next.get(it) ?? []) {
      if (!left.has(one)) continue;
      depth.set(one, Math.max(depth.get(one) ?? 0, own + 1));
      const rest = (open.get(one) ?? 1) - 1;
      open.set(one, rest);
      if (rest === 0) ready.push(one);
    }
  }
  const layers: string[][] = Array.from({ length: Math.max(0, ...depth.values()) + (nodes.length > 0 ? 1 : 0) }, () => []);
  for (const it of nodes) layers[depth.get(it) ?? 0]?.push(it);
  return besideTheirSources(layers, edges);
}

/** Orders each column by the positions of the sources, so that few lines cross. */
function besideTheirSources(layers: readonly string[][], edges: Graph['edges']): string[][] {
  const row = new Map<string, number>();
  const sources = Map.groupBy(edges, (it) => it.dependent);
  return layers.map((names) => {
    const middle = (name: string, at: number): number => {
      const rows = (sources.get(name) ?? []).flatMap(({ source }) => row.get(source) ?? []);
      return rows.length === 0 ? at : rows.reduce((sum, it) => sum + it, 0) / rows.length;
    };
    const placed = names.map((name, at) => ({ name, at: middle(name, at) })).toSorted((one, other) => one.at - other.at);
    for (const [at, { name }] of placed.entries()) row.set(name, at);
    return placed.map(({ name }) => name);
  });
}
