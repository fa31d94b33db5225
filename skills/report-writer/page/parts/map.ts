// Where to look, and what was not looked at: two lists that keep a reader from trusting the report too much.

import type { Report, RepositoryMap } from '../../../../contracts/run/report.ts';
import { grouped } from '../../../wording/numbers.ts';
import type { Say } from '../../language/english.ts';
import { sayIn } from '../../language/say.ts';
import { html, type Markup, NOTHING, type Section } from '../html.ts';
import { titled } from '../words.ts';

const HOT = 12;
const UNTESTED = 24;

export function notLookedAtSection(report: Report): Section {
  const say = sayIn(report.run.task.language);
  const sentences = report.notLookedAt;
  const body = html`${sentences.length === 0 ? html`<p>${say('Nothing that Muster knows of.')}</p>` : html`<ul>${sentences.map((it) => html`<li>${titled(it)}</li>`)}</ul>`}`;
  return { id: 'not-looked-at', heading: say('Not reviewed'), body };
}

export function mapSection({ map, mapLate }: Report, say: Say): Section | undefined {
  if (map === null) {
    const body = html`<p class="note">${say('The map of the repository was not ready when this report was written.')}</p>`;
    return mapLate ? { id: 'map', heading: say('Where to look'), body } : undefined;
  }
  const languages = map.languages
    .slice(0, 6)
    .map((it) => say('{name} {n} lines', { name: it.name, n: grouped(it.lines) }))
    .join(', ');
  const body = html`<p class="note">${say('Not findings: places with many changes, and those that no test names.')} ${say('{files} files, {lines} lines ({languages}); {todos} TODO, {skipped} skipped tests.', { files: grouped(map.files), lines: grouped(map.lines), languages: languages || say('no known language'), todos: grouped(map.todos), skipped: grouped(map.skippedTests) })}</p>
<div class="two">${hot(map, say)}${untested(map, say)}</div>`;
  return { id: 'map', heading: say('Where to look'), body };
}

function hot(map: RepositoryMap, say: Say): Markup {
  if (map.hot.length === 0) return NOTHING;
  return html`<div><h3>${say('Most changed')}</h3><div class="scroll"><table class="data"><thead><tr><th scope="col">${say('File')}</th><th scope="col" class="num">${say('Changes')}</th><th scope="col" class="num">${say('Authors')}</th><th scope="col" class="num">${say('Lines')}</th></tr></thead>
<tbody>${map.hot.slice(0, HOT).map((it) => html`<tr><td class="path mono">${it.path}</td><td class="num">${it.changes}</td><td class="num">${it.authors}</td><td class="num">${grouped(it.lines)}</td></tr>`)}</tbody></table></div></div>`;
}

function untested(map: RepositoryMap, say: Say): Markup {
  if (map.untested.length === 0) return NOTHING;
  const more = map.untested.length - UNTESTED;
  return html`<div><h3>${say('Named by no test')}</h3><ul>${map.untested.slice(0, UNTESTED).map((it) => html`<li class="mono">${it}</li>`)}</ul>${more > 0 && html`<p class="note">${say('and {n} more', { n: more })}</p>`}</div>`;
}
