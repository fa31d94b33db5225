// `muster reuse`: where each answer of a run is from. Pure.

import { missWords } from '../../../../skills/reuse/miss-words.ts';
import type { DispatchState, RunState } from '../../../../skills/run/state.ts';
import { columns, joinedLines } from '../lines/layout.ts';
import { paintFor, type Screen } from '../lines/paint.ts';

export type ReuseRow = { what: string; seat: string; from: string | null; why: string; key: string | null };

export function reuseRows({ id, dispatches, sought }: RunState): ReuseRow[] {
  const own = { what: id, seat: 'the whole run', from: sought?.from ?? null, key: sought?.key.key ?? null };
  const why = sought?.miss ? missWords(sought.miss) : sought?.from === undefined ? 'not looked for (reuse: all)' : '';
  return [{ ...own, why }, ...dispatches.map(rowOf)];
}

const rowOf = ({ id, seat, sought, reused }: DispatchState): ReuseRow => ({
  what: id,
  seat,
  from: reused?.from ?? null,
  why: reused ? '' : sought?.miss ? missWords(sought.miss) : 'never reused',
  key: sought?.key?.key ?? null,
});

export function reuseScreen(rows: readonly ReuseRow[], { color }: Screen): string {
  const paint = paintFor(color);
  const table = columns(Number.POSITIVE_INFINITY, [
    ['what', 'worker', 'key', ''],
    ...rows.map((it) => [it.what, it.seat, it.key?.slice(0, 12) ?? '–', it.from === null ? `done: ${it.why}` : `from ${it.from}`]),
  ]);
  return joinedLines(
    undefined,
    table.map((row, at) => (at === 0 ? paint.dim(row.join('').trimEnd()) : row.join('').trimEnd())),
  );
}
