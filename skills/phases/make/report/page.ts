// Prompt runs in report.html.

import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { Say } from '../../../report-writer/language/english.ts';
import { html, type Section } from '../../../report-writer/page/html.ts';
import { checkLines, placeOf, promptRunsOf, promptSentence } from './sentences.ts';

export function promptsSection(run: RunView, say: Say): Section | undefined {
  const all = promptRunsOf(run);
  if (all.length === 0) return undefined;
  const parts = all.map((it) => {
    const place = placeOf(it);
    const inputs = (it.inputs ?? []).map(
      ({ macro, name, found }) => html`<li><code>${macro}:${name}</code> ${found ? (found.path ?? found.from) : say('not there')}</li>`,
    );
    return html`<h3>${it.prompt}</h3><p>${promptSentence(it, say)}</p>${place !== null && html`<p><code>${place}</code></p>`}${inputs.length > 0 && html`<ul>${inputs}</ul>`}${checkLines(it).map((line) => html`<p class="note">${line}</p>`)}`;
  });
  return { id: 'prompts', heading: say('Prompts'), body: html`${parts}` };
}
