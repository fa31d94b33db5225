// One piece of evidence: the quote, and what the program found when it looked it up.

import type { EvidenceCheck } from '../../../../contracts/findings/finding.ts';
import { type CheckedEvidence, checkWords, placeOfEvidence } from '../../facts/dossier.ts';
import type { Say } from '../../language/english.ts';
import { html, type Markup } from '../html.ts';

export function evidence({ seat, evidence, check }: CheckedEvidence, showSeat: boolean, say: Say): Markup {
  const words = checkWords(evidence, check, say);
  const place = placeOfEvidence(evidence, check);
  const what =
    evidence.searched !== undefined
      ? html`${said(say('searched for {pattern} in {scope}'), { pattern: evidence.searched.pattern, scope: evidence.searched.scope })}: `
      : evidence.command !== undefined
        ? html`${said(say('ran {command}'), { command: evidence.command })}: `
        : place !== undefined && !words.includes(place)
          ? html`<code>${place}</code>: `
          : '';
  const side = (check?.side ?? evidence.side) === 'from' ? say(', before the change') : '';
  const texts = [evidence.quote, evidence.output].filter((it) => it !== undefined && it !== '');
  return html`<figure><figcaption>${showSeat && html`${seat}: `}${what}<span class="check ${tone(check)}">${sign(check)} ${words}</span>${side}${
    check?.note !== undefined && html` (${say(check.note)})`
  }</figcaption>${texts.map((it) => html`<pre tabindex="0">${it}</pre>`)}</figure>`;
}

/** A sentence with its values as code. */
const said = (sentence: string, values: Readonly<Record<string, string>>): Markup[] =>
  sentence.split(/\{(\w+)\}/).map((part, at) => (at % 2 === 0 ? html`${part}` : html`<code>${values[part] ?? ''}</code>`));

function tone(check: EvidenceCheck | undefined): string {
  switch (check?.outcome) {
    case 'found':
      return 'good';
    case 'moved':
    case 'located':
      return 'warning';
    case 'absent':
      return 'bad';
    default:
      return '';
  }
}

function sign(check: EvidenceCheck | undefined): string {
  switch (check?.outcome) {
    case 'found':
      return '✓';
    case 'moved':
      return '↷';
    case 'located':
      return '○';
    case 'absent':
      return '✗';
    default:
      return '?';
  }
}
