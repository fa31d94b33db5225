// The report-writer's narrative: what to know, what to do first, themes. Each block has its references.

import type { Report } from '../../../../contracts/run/report.ts';
import type { Narrative, PrintedBlock } from '../../../prompts/trace.ts';
import { wordsOf } from '../../../wording/sentences.ts';
import { plainSummary } from '../../facts/plain-summary.ts';
import { countIn, listedIn, listedUpToIn, type Say } from '../../language/english.ts';
import { sayIn } from '../../language/say.ts';
import { html, type Markup, type Section } from '../html.ts';
import { joined, reference, titled, worded } from '../words.ts';

const REFS = 14;

export function inShort(report: Report, narrative: Narrative): Section {
  const say = sayIn(report.run.task.language);
  const ids = new Set<string>(report.run.findings.map((it) => it.id));
  const body = html`${narrative.summary.every((it) => it.quoted) && html`<p class="lead">${titled(plainSummary(report.run, say), ids)}</p>`}${narrative.summary.map((it) => html`<div class="${it.quoted ? 'quoted' : 'lead'}">${block(it, ids, say)}</div>`)}
${narrative.first.length > 0 && html`<h3>${say('What to do first')}</h3><ol class="steps">${narrative.first.map((it) => html`<li>${contents(it, ids, say)}</li>`)}</ol>`}
${narrative.themes.map((it) => block(it, ids, say))}
<p class="note">${credit(narrative, say)}</p>`;
  return { id: 'in-short', heading: say('In short'), body };
}

export function block(it: PrintedBlock, ids: ReadonlySet<string>, say: Say): Markup {
  return html`<div class="block">${contents(it, ids, say)}</div>`;
}

function contents(it: PrintedBlock, ids: ReadonlySet<string>, say: Say): Markup {
  const more = it.refs.length > REFS ? html` ${say('and {n} more', { n: it.refs.length - REFS })}` : '';
  const refs = html`${joined(
    it.refs.slice(0, REFS).map((ref) => reference(ref, ids)),
    say,
  )}${more}`;
  const partly =
    it.traced === 'some' &&
    html` <span class="partly">${say('Only partly traced: {names} does not exist in this run.', { names: listedUpToIn(it.dropped, 6, say) })}</span>`;
  if (!it.quoted)
    return html`${it.title !== undefined && html`<h3>${titled(it.title, ids)}</h3>`}${worded(it.text, ids)}
<p class="refs">${say('Based on')} ${refs}.${partly}</p>`;
  // A heading of its own would look like one of the report.
  return html`<blockquote>${it.title !== undefined && html`<p><strong>${titled(it.title, ids)}</strong></p>`}${worded(it.text, ids)}</blockquote>
<p class="refs">${around(wordsOf(it.seat, '\0', say), refs)}${partly}</p>`;
}

/** A sentence with markup where it has a NUL. */
function around(sentence: string, inside: Markup): Markup {
  const [before = '', after = ''] = sentence.split('\0');
  return html`${before}${inside}${after}`;
}

function credit(narrative: Narrative, say: Say): string {
  const dropped =
    narrative.dropped === 0
      ? ''
      : ` ${countIn(narrative.dropped, '{n} block of text was dropped because it is based on nothing in this run.', '{n} blocks of text were dropped because they are based on nothing in this run.', say)}`;
  if (narrative.seats.length === 0)
    return `${say('This report has no text by a report-writer; this summary is by Muster and complete without it.')}${dropped}`;
  return `${say('Written by {seats}; every block names what it is based on. The facts below are from Muster.', { seats: listedIn(narrative.seats, say) })}${dropped}`;
}
