// `muster config`: every setting in effect, with its source.

import type { Setting } from '../../../intake/settings.ts';
import { columns, joinedLines, wrap } from '../lines/layout.ts';
import { paintFor, type Screen } from '../lines/paint.ts';

export function configTable(all: readonly Setting[], files: { home: string; project: string }, { color, width, ends }: Screen): string {
  const paint = paintFor(color);
  const rows = columns(
    ends ?? Number.POSITIVE_INFINITY,
    all.map((it) => [it.key, typeof it.value === 'string' ? it.value : JSON.stringify(it.value), it.from]),
  );
  return joinedLines(ends, [
    ...rows.map((row, at) => {
      const line = row.join('').trimEnd();
      return all[at]?.from === 'default' ? paint.dim(line) : line;
    }),
    '',
    ...wrap(`home: ${files.home}`, width).map(paint.dim),
    ...wrap(`project: ${files.project}`, width).map(paint.dim),
  ]);
}
