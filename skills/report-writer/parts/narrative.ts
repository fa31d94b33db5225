// The report-writer's words: what to know, what to do first, themes. Each block says what it rests on.

import type { CheckedBlock } from '../../../contracts/narrative.ts';
import type { Report } from '../../../contracts/report.ts';
import { html, type Markup, type Section } from '../html.ts';
import { count, listed, listedUpTo } from '../numbers.ts';
import { plainSummary } from '../plain-summary.ts';
import type { Narrative } from '../trace.ts';
import { joined, reference, titled, worded } from './words.ts';

const REFS = 14;

export function inShort(report: Report, narrative: Narrative): Section {
  const ids = new Set<string>(report.run.findings.map((it) => it.id));
  const body = html`${narrative.summary.length === 0 && html`<p class="lead">${titled(plainSummary(report.run), ids)}</p>`}${narrative.summary.map((it) => html`<div class="lead">${block(it, ids)}</div>`)}
${narrative.first.length > 0 && html`<h3>What to do first</h3><ol class="steps">${narrative.first.map((it) => html`<li>${contents(it, ids)}</li>`)}</ol>`}
${narrative.themes.map((it) => block(it, ids))}
<p class="note">${credit(narrative)}</p>`;
  return { id: 'in-short', heading: 'In short', body };
}

export function block(it: CheckedBlock, ids: ReadonlySet<string>): Markup {
  return html`<div class="block">${contents(it, ids)}</div>`;
}

function contents(it: CheckedBlock, ids: ReadonlySet<string>): Markup {
  const more = it.refs.length > REFS ? html` and ${it.refs.length - REFS} more` : '';
  return html`${it.title !== undefined && html`<h3>${titled(it.title, ids)}</h3>`}${worded(it.text, ids)}
<p class="refs">Rests on ${joined(it.refs.slice(0, REFS).map((ref) => reference(ref, ids)))}${more}.${
    it.traced === 'some' && html` <span class="partly">Only partly traced: ${listedUpTo(it.dropped, 6)} names nothing in this run.</span>`
  }</p>`;
}

function credit(narrative: Narrative): string {
  const dropped =
    narrative.dropped === 0
      ? ''
      : ` ${count(narrative.dropped, 'block')} of narrative named nothing in this run and ${narrative.dropped === 1 ? 'was' : 'were'} dropped.`;
  if (narrative.seats.length === 0)
    return `No report-writer’s words are in this report; what stands here is the program’s, and complete without them.${dropped}`;
  return `In the words of ${listed(narrative.seats)}; every block names what it rests on. The facts below are the program’s.${dropped}`;
}
