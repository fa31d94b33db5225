// Workers' text as HTML: paragraphs, lists, code and emphasis, and nothing else.

import type { Say } from '../language/english.ts';
import { html, type Markup } from './html.ts';
import { type Prose, prose, type Span, titleSpans } from './prose.ts';

const NOWHERE: ReadonlySet<string> = new Set();

/** Names of findings that are on the page become links to them. */
export const worded = (text: string, findings = NOWHERE): Markup[] => prose(text).map((it) => block(it, findings));

/** One line: a title or a sentence. */
export const titled = (text: string, findings = NOWHERE): Markup[] => titleSpans(text).map((it) => span(it, findings));

function block(it: Prose, findings: ReadonlySet<string>): Markup {
  const line = (spans: readonly Span[]) => spans.map((each) => span(each, findings));
  switch (it.kind) {
    case 'paragraph':
      return html`<p>${line(it.spans)}</p>`;
    case 'list':
      return html`<ul>${it.items.map((item) => html`<li>${line(item)}</li>`)}</ul>`;
    case 'code':
      return html`<pre>${it.text}</pre>`;
  }
}

function span(it: Span, findings: ReadonlySet<string>): Markup {
  const text = linked(it.text, findings);
  switch (it.kind) {
    case 'text':
      return html`${text}`;
    case 'code':
      return html`<code>${it.text}</code>`;
    case 'strong':
      return html`<strong>${text}</strong>`;
    case 'emphasis':
      return html`<em>${text}</em>`;
  }
}

function linked(text: string, findings: ReadonlySet<string>): Markup[] {
  return text.split(/(\bF-\d{3,}\b)/).map((it) => (findings.has(it) ? html`<a class="id" href="#${it}">${it}</a>` : html`${it}`));
}

/** Where the section of a state begins on a page. */
export const stateAnchor = ({ state, claimed }: { state: string; claimed?: boolean | undefined }): string =>
  `state-${state}${claimed ? '-claimed' : ''}`;

/** A link to a finding's card if the reference is a finding; otherwise just the name. */
export function reference(ref: string, findings: ReadonlySet<string>): Markup {
  const finding = ref.split('/')[0] ?? ref;
  return findings.has(finding) ? html`<a href="#${finding}">${ref}</a>` : html`${ref}`;
}

/** Joined by commas, with “and” before the last. */
export function joined(parts: readonly Markup[], say: Say): Markup[] {
  return parts.map((it, at) => html`${at === 0 ? '' : at === parts.length - 1 ? ` ${say('and')} ` : ', '}${it}`);
}
