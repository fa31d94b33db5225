// Renders a graph for Mermaid, with generated ids and labels in which nothing is markup.

import type { Graph } from '../graph.ts';
import { labelOf } from './label.ts';

export function mermaid({ nodes, edges }: Graph): string {
  const ids = new Map(nodes.map((name, at) => [name, `n${at + 1}`]));
  const lines = [
    'flowchart LR',
    ...nodes.map((name) => `  ${ids.get(name)}["${quoted(labelOf(name))}"]`),
    ...edges.map(({ source, dependent, kind }) => `  ${ids.get(source)} -->|${kind}| ${ids.get(dependent)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** As character references, which Mermaid displays but does not interpret. */
const quoted = (label: string): string => label.replace(/[^\p{L}\p{N} .,:/_@=+-]/gu, (it) => `#${it.codePointAt(0)};`);
