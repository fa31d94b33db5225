// What was opened, on the page: each worker's receipt, and the first files of the map, with a column for each worker.

import type { Report } from '../../../../contracts/run/report.ts';
import { lookWords } from '../../../wording/looks.ts';
import { sayIn } from '../../language/say.ts';
import { html, type Section } from '../html.ts';

const FILES = 60;
const SEATS = 8;

export function scopeSection({ run, scope }: Report): Section | undefined {
  if (scope === null) return undefined;
  const say = sayIn(run.task.language);
  const seats = [...new Set(run.looks.map((it) => it.seat))].slice(0, SEATS);
  const files = scope.rows.flatMap((row) => row.files.slice(0, FILES).map((path) => ({ path, row }))).slice(0, FILES);
  const more = scope.files - files.length;
  const body = html`<ul>${run.looks.map((it) => html`<li><b>${it.seat}</b>: ${lookWords(it, say)}</li>`)}</ul>
<div class="scroll" tabindex="0" role="region" aria-label="${say('What was opened')}"><table class="data"><thead><tr><th scope="col">${say('File')}</th><th scope="col"></th>${seats.map((it) => html`<th scope="col">${it}</th>`)}</tr></thead>
<tbody>${files.map(({ path, row }) => html`<tr><td class="path mono">${path}</td><td>${row.changed ? say('changed') : ''}</td>${seats.map((it) => html`<td>${row.opened.includes(it) ? say('opened') : row.searched.includes(it) ? say('searched') : '–'}</td>`)}</tr>`)}</tbody></table></div>
${more > 0 && html`<p class="note">${say('and {n} more', { n: more })}; ${say('report.json has all of them.')}</p>`}`;
  return { id: 'opened', heading: say('What was opened'), body };
}
