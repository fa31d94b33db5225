// The workers of a run, one line each: how it ended, how long it took, and what it cost according to whom.

import type { RunView } from '../../../../contracts/run/run-view.ts';
import { WHY_INCONCLUSIVE } from '../../../../skills/wording/looks.ts';
import { duration } from '../../../../skills/wording/numbers.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import { costWords, sourceWords, type Worker, workers } from '../../../../skills/wording/workers.ts';
import { clip, columns, fit, wrap } from './layout.ts';
import type { Paint } from './paint.ts';

export function workerLines(view: RunView, paint: Paint, width: number): string[] {
  const all = workers(view);
  const rows = columns(
    width,
    all.map((it) => [`  ${fit(it.seat, 22)}`, it.status, isTaken(it) ? '–' : duration(it.ms), costWords(it.cost), source(it)]),
  );
  return all.flatMap((it, at) => {
    const line = clip((rows[at] ?? []).join(''), width).trimEnd();
    const remarks = [...taken(it), ...troubles(it), ...looks(it)].flatMap((remark) => wrap(remark, width, '    ').map(paint.dim));
    return [it.status === 'completed' ? line : paint.red(line), ...remarks];
  });
}

const source = (worker: Worker): string => (worker.rules ? '' : isTaken(worker) ? 'reused' : sourceWords(worker.cost));

/** Whether all of its answers were reused. */
const isTaken = ({ rows }: Worker): boolean => rows.length > 0 && rows.every(({ dispatch }) => dispatch.reused !== undefined);

/** The answers that were reused from earlier runs. */
const taken = ({ rows }: Worker): string[] => rows.flatMap(({ dispatch, what }) => (dispatch.reused ? [`reused: ${what}`] : []));

/** Answers that are inconclusive, with the reason. */
const looks = ({ rows }: Worker): string[] =>
  rows.flatMap(({ look, what }) => (look?.inconclusive ? [`${what}: inconclusive, it ${WHY_INCONCLUSIVE[look.inconclusive]}`] : []));

/** What went wrong: `round 2: deadline`, `analysis: silent, then done`. */
function troubles(worker: Worker): string[] {
  return worker.rows.flatMap(({ dispatch, what }) => {
    const reasons = dispatch.attempts.map((it) => it.reason ?? it.state);
    const calm = dispatch.status === 'completed' && reasons.length <= 1;
    if (calm || dispatch.status === null) return [];
    const told = reasons.length > 0 ? reasons.join(', then ') : (dispatch.reason ?? dispatch.status);
    const detail = oneLine(dispatch.detail);
    return [`${what}: ${told}${detail === '' ? '' : ` (${detail})`}`];
  });
}
