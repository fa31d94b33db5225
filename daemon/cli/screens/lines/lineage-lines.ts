// Nodes of the lineage as lines: breadth-first, with the depth and the edge by which each was reached. Pure.

import { kindOfNode, restOfNode } from '../../../../skills/lineage/edge.ts';
import type { Reached, Walk } from '../../../../skills/lineage/walk.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import { clip, columns, joinedLines } from './layout.ts';
import type { Screen } from './paint.ts';

/** `finding r-k3f7qa.F-001` */
export const nodeWords = (name: string): string => oneLine(`${kindOfNode(name)} ${restOfNode(name)}`);

export function walkLines(start: string, { reached, cut }: Walk, nothing: string, { width, ends }: Screen): string {
  if (reached.length === 0) return `${nodeWords(start)}: ${nothing}\n`;
  const row = ({ node, depth, from, kind }: Reached): string[] => [
    String(depth),
    nodeWords(node),
    `${kind.toLowerCase()} ${nodeWords(from)}`,
  ];
  const lines = columns(width, [['depth', 'what', 'by'], ...reached.map(row)]).map((it) => clip(it.join('').trimEnd(), width));
  return joinedLines(ends, [nodeWords(start), ...lines, ...(cut ? ['There is more: --depth and --json show it.'] : [])]);
}
