// A table of outdated artifacts: how much their inputs changed, and what will happen to them. Pure.

import { basename } from 'node:path';
import type { Ruling } from '../../../../skills/lineage/debt.ts';
import type { RecordedDebt } from '../../../../skills/lineage/debt-index.ts';
import { restOfNode } from '../../../../skills/lineage/edge.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import { clip, columns } from '../lines/layout.ts';
import type { Screen } from '../lines/paint.ts';

type Row = Ruling & { name: string };

export function outdatedLines(rows: readonly Row[], { width }: Screen): string[] {
  if (rows.length === 0) return [];
  const cells = rows.map(({ name, magnitude, decision, changed }) => [
    name,
    magnitude.toFixed(3),
    decision === 'again' ? 'make again' : decision,
    oneLine(changed.map((it) => `${restOfNode(it.source)}${it.now === null ? ' (gone)' : ''}`).join(', ')) || 'what it is made from',
  ]);
  return columns(width, [['artifact', 'changed by', 'decision', 'because of'], ...cells]).map((it) => clip(it.join(''), width).trimEnd());
}

/** The debt as recorded by runs. */
export function owedLines(rows: readonly RecordedDebt[], { width }: Screen): string[] {
  if (rows.length === 0) return ['No debt.'];
  const cells = rows.map(({ dependent, source, magnitude, reason, run }) => [
    oneLine(basename(restOfNode(dependent))),
    magnitude.toFixed(3),
    reason,
    run,
    oneLine(restOfNode(source)),
  ]);
  return columns(width, [['artifact', 'changed by', 'reason', 'noted by', 'because of'], ...cells]).map((it) =>
    clip(it.join(''), width).trimEnd(),
  );
}
