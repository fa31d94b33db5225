// How the findings compare with earlier reviews of the branch.

import type { Report } from '../../../contracts/run/report.ts';
import { overTimeOf } from '../facts/over-time.ts';
import { sayIn } from '../language/say.ts';
import { html, type Section } from './html.ts';

export function overTimeSection({ run }: Report): Section | undefined {
  const say = sayIn(run.task.language);
  const told = overTimeOf(run, say);
  if (!told) return undefined;
  const parts = told.parts.map(
    ({ heading, rows }) => html`<h3>${heading} (${String(rows.length)})</h3>
<ul>${rows.map((it) => html`<li><span class="mono">${it.id}</span> ${say(it.severity)}: ${it.title}${it.place === '' ? '' : html` <span class="mono">${it.place}</span>`}${it.says === '' ? '' : html` \u00b7 ${it.says}`}</li>`)}</ul>`,
  );
  return { id: 'over-time', heading: say('Compared with the last review'), body: html`<p>${told.sentence}</p>${parts}` };
}
