// `muster reuse`: where each answer of a run comes from. Pure.

import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { Usage } from '../../../../contracts/usage.ts';
import { promptRunsOf } from '../../../../skills/phases/make/report/sentences.ts';
import { missWords } from '../../../../skills/reuse/miss-words.ts';
import { savedIn } from '../../../../skills/reuse/saved.ts';
import { savedWords } from '../../../../skills/reuse/saved-words.ts';
import type { DispatchState, RunState } from '../../../../skills/run/state.ts';
import { columns, joinedLines } from '../lines/layout.ts';
import { paintFor, type Screen } from '../lines/paint.ts';

export type ReuseRow = { what: string; seat: string; from: string | null; why: string; key: string | null; saved: Usage | null };

export function reuseRows({ id, dispatches, sought }: RunState, view: RunView): ReuseRow[] {
  const saved = view.saved ?? null;
  const own = { what: id, seat: 'the whole run', from: sought?.from ?? null, key: sought?.key.key ?? null, saved };
  const why = sought?.miss ? missWords(sought.miss) : sought?.from === undefined ? 'not looked for (reuse: all)' : '';
  return [{ ...own, why }, ...promptRunsOf(view).map(promptRow), ...dispatches.map(rowOf)];
}

const promptRow = ({ id, prompt, compiled, reused, state, reason }: ReturnType<typeof promptRunsOf>[number]): ReuseRow => ({
  what: id,
  seat: `prompt ${prompt}`,
  from: reused ? `${reused.run} ${reused.making}` : null,
  why: reused ? '' : state === 'failed' ? `it failed (${reason})` : 'nothing was made from the same before, or it was to be made again',
  key: compiled?.key ?? null,
  saved: reused?.saved ?? null,
});

const rowOf = ({ id, seat, sought, reused }: DispatchState): ReuseRow => ({
  what: id,
  seat,
  from: reused?.from ?? null,
  why: reused ? '' : sought?.miss ? missWords(sought.miss) : 'never reused',
  key: sought?.key?.key ?? null,
  saved: reused?.saved ?? null,
});

export function reuseScreen(rows: readonly ReuseRow[], view: RunView, { color }: Screen): string {
  const saved = savedWords(savedIn([view]));
  const paint = paintFor(color);
  const table = columns(Number.POSITIVE_INFINITY, [
    ['what', 'worker', 'key', ''],
    ...rows.map((it) => [it.what, it.seat, it.key?.slice(0, 12) ?? '–', it.from === null ? `done: ${it.why}` : `from ${it.from}`]),
  ]);
  return joinedLines(undefined, [
    ...table.map((row, at) => (at === 0 ? paint.dim(row.join('').trimEnd()) : row.join('').trimEnd())),
    ...(saved === '' ? [] : ['', `Reused: ${saved}`]),
  ]);
}
