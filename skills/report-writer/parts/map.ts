// Where to look, and what was not looked at: the two lists that keep a reader from trusting too much.

import type { Report, RepositoryMap } from '../../../contracts/report.ts';
import { html, type Markup, NOTHING, type Section } from '../html.ts';
import { grouped, listed } from '../numbers.ts';
import { titled } from './words.ts';

const HOT = 12;
const UNTESTED = 24;

export function notLookedAtSection(report: Report): Section {
  const sentences = report.notLookedAt;
  const body = html`${sentences.length === 0 ? html`<p>Nothing that the program knows of.</p>` : html`<ul>${sentences.map((it) => html`<li>${titled(it)}</li>`)}</ul>`}`;
  return { id: 'not-looked-at', heading: 'What was not looked at', body };
}

export function mapSection(map: RepositoryMap | null): Section | undefined {
  if (map === null) return undefined;
  const languages = listed(map.languages.slice(0, 6).map((it) => `${it.name} ${grouped(it.lines)}`));
  const body = html`<p class="note">Never a finding: where changes gather and tests are thin. ${grouped(map.files)} files, ${grouped(map.lines)} lines${languages !== '' && ` (${languages})`}; ${grouped(map.todos)} TODO, ${grouped(map.skippedTests)} skipped tests.</p>
<div class="two">${hot(map)}${untested(map)}</div>`;
  return { id: 'map', heading: 'Where to look', body };
}

function hot(map: RepositoryMap): Markup {
  if (map.hot.length === 0) return NOTHING;
  return html`<div><h3>Most changed</h3><div class="scroll"><table class="data"><thead><tr><th scope="col">File</th><th scope="col" class="num">Changes</th><th scope="col" class="num">Authors</th><th scope="col" class="num">Lines</th></tr></thead>
<tbody>${map.hot.slice(0, HOT).map((it) => html`<tr><td class="path mono">${it.path}</td><td class="num">${it.changes}</td><td class="num">${it.authors}</td><td class="num">${grouped(it.lines)}</td></tr>`)}</tbody></table></div></div>`;
}

function untested(map: RepositoryMap): Markup {
  if (map.untested.length === 0) return NOTHING;
  const more = map.untested.length - UNTESTED;
  return html`<div><h3>Without a test beside it</h3><ul>${map.untested.slice(0, UNTESTED).map((it) => html`<li class="mono">${it}</li>`)}</ul>${more > 0 && html`<p class="note">and ${more} more</p>`}</div>`;
}
