// Renders a graph for Graphviz.

import type { Graph } from '../graph.ts';
import { labelOf } from './label.ts';

export function dot({ nodes, edges }: Graph): string {
  const ids = new Map(nodes.map((name, at) => [name, `n${at + 1}`]));
  const lines = [
    'digraph lineage {',
    '  rankdir=LR; node [shape=box];',
    ...nodes.map((name) => `  ${ids.get(name)} [label="${quoted(labelOf(name))}"];`),
    ...edges.map(({ source, dependent, kind }) => `  ${ids.get(source)} -> ${ids.get(dependent)} [label="${kind}"];`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

const quoted = (label: string): string => label.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
