// What was opened, in Markdown: each worker's receipt, and the first files of the map, with a column for each worker.

import type { Report } from '../../../contracts/run/report.ts';
import { lookWords } from '../../wording/looks.ts';
import type { Say } from '../language/english.ts';
import { codeCell, line, table } from './escape.ts';

const FILES = 40;
const SEATS = 8;

export function scopePart({ run, scope }: Report, say: Say): string {
  if (scope === null) return '';
  const seats = [...new Set(run.looks.map((it) => it.seat))].slice(0, SEATS);
  const files = scope.rows.flatMap((row) => row.files.slice(0, FILES).map((path) => ({ path, row }))).slice(0, FILES);
  const rows = files.map(({ path, row }) => [
    codeCell(path),
    row.changed ? say('changed') : '',
    ...seats.map((it) => (row.opened.includes(it) ? say('opened') : row.searched.includes(it) ? say('searched') : '–')),
  ]);
  const more = scope.files - files.length;
  return [
    run.looks.map((it) => `- **${line(it.seat)}**: ${lookWords(it, say)}`).join('\n'),
    table([say('File'), '', ...seats.map((it) => line(it))], rows),
    more > 0 ? `${say('and {n} more', { n: more })}; ${say('report.json has all of them.')}` : '',
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}
