// One piece of evidence: the quote, and what the program found when it looked it up.

import type { EvidenceCheck } from '../../../../contracts/findings/finding.ts';
import { type CheckedEvidence, checkWords, placeOfEvidence } from '../../facts/dossier.ts';
import { html, type Markup } from '../html.ts';

export function evidence({ seat, evidence, check }: CheckedEvidence, showSeat: boolean): Markup {
  const words = checkWords(evidence, check);
  const place = placeOfEvidence(evidence, check);
  const what =
    evidence.searched !== undefined
      ? html`searched for <code>${evidence.searched.pattern}</code> in <code>${evidence.searched.scope}</code>: `
      : evidence.command !== undefined
        ? html`ran <code>${evidence.command}</code>: `
        : place !== undefined && !words.includes(place)
          ? html`<code>${place}</code>: `
          : '';
  const side = (check?.side ?? evidence.side) === 'from' ? ', before the change' : '';
  const texts = [evidence.quote, evidence.output].filter((it) => it !== undefined && it !== '');
  return html`<figure><figcaption>${showSeat && html`${seat}: `}${what}<span class="check ${tone(check)}">${sign(check)} ${words}</span>${side}${
    check?.note !== undefined && html` (${check.note})`
  }</figcaption>${texts.map((it) => html`<pre tabindex="0">${it}</pre>`)}</figure>`;
}

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
