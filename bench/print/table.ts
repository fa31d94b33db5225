// The results as a table: for a terminal, and as Markdown.

import { isMeasured, isMet, type Row } from '../support/row.ts';
import { goalText, type Results, verdictOf } from './results.ts';

const HEAD = ['what', 'ours', 'baseline, in the same run', 'ratio', 'goal', 'verdict'];

export function plainTable(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

export function markdownTable({ machine, rows }: Results): string {
  const line = (all: readonly string[]) => `| ${all.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const marked = rows.map((row) => cells(row).with(5, isMet(row) ? verdictOf(row) : `**${verdictOf(row)}**`));
  const measured = rows.filter(isMeasured);
  const { at, cores, cpu, node, loadBefore, loadAfter } = machine;
  return (
    `${line(HEAD)}${line(HEAD.map(() => '---'))}${marked.map(line).join('')}\n` +
    `${measured.filter(isMet).length} of ${measured.length} goals met. Measured on ${at.slice(0, 10)}: ${cores} cores (${cpu}), ` +
    `node ${node.slice(1)}, load average ${loadBefore} before and ${loadAfter} after.\n`
  );
}

const cells = (row: Row): string[] => [row.what, row.ours, row.baseline, row.ratio, goalText(row), verdictOf(row)];
