// The workers of a run, a line each: how it ended, how long it took, what it cost and who says so.

import type { RunView } from '../../../contracts/run-view.ts';
import { duration } from '../../../skills/report-writer/numbers.ts';
import { oneLine } from '../../../skills/report-writer/plain-text.ts';
import { costWords, sourceWords, type Worker, workers } from '../../../skills/report-writer/workers.ts';
import { columns, fit } from './layout.ts';
import type { Paint } from './paint.ts';

export function workerLines(view: RunView, paint: Paint, width: number): string[] {
  const all = workers(view);
  const rows = columns(all.map((it) => [fit(it.seat, 24), ended(it), duration(it.ms), costWords(it.cost), sourceWords(it.cost)]));
  return rows.map((row, at) => {
    const completed = all[at]?.status === 'completed';
    const line = row.map((cell, column) => (column === 1 && !completed ? paint.red(cell) : column >= 2 ? paint.dim(cell) : cell));
    const plain = row.join('');
    return plain.length + 2 <= width ? `  ${line.join('')}`.trimEnd() : `  ${fit(plain, width - 2)}`;
  });
}

/** `completed`, `error (auth)`, `timeout (deadline) in round 2`, `completed after silent`. */
function ended(worker: Worker): string {
  const lost = worker.rows.find((it) => it.dispatch.status !== 'completed');
  if (lost === undefined) {
    const before = worker.rows.flatMap((it) => it.dispatch.attempts.slice(0, -1).flatMap((attempt) => attempt.reason ?? []));
    return before.length === 0 ? worker.status : `${worker.status} after ${[...new Set(before)].join(', ')}`;
  }
  const reason = lost.dispatch.reason === null ? '' : ` (${oneLine(lost.dispatch.reason)})`;
  return `${worker.status}${reason}${lost.dispatch.round > 0 ? ` in round ${lost.dispatch.round}` : ''}`;
}
