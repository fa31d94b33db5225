// The verdict on work, with everything it is based on.

import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { Say } from '../../../report-writer/language/english.ts';
import { html, type Section } from '../../../report-writer/page/html.ts';
import { titled } from '../../../report-writer/page/words.ts';
import { judgedFrom } from '../../../wording/looks.ts';
import { auditSentence, unjudgedLines, verdictSentence } from './sentences.ts';

export function workVerdictSection(run: RunView, say: Say): Section | undefined {
  const { verdict } = run;
  if (verdict === null) {
    const why = unjudgedLines(run, say);
    return why.length === 0
      ? undefined
      : { id: 'verdict', heading: say('Verdict on the work'), body: html`<p>${titled(why.join(' '))}</p>` };
  }
  const from = judgedFrom(run, say);
  const rows = (heading: string, list: typeof verdict.blockers) =>
    list.length > 0 && html`<h3>${heading}</h3><ul>${list.map(({ ref, why }) => html`<li><b>${ref}</b> ${titled(why)}</li>`)}</ul>`;
  const body = html`<p><b>${verdictSentence(verdict, say)}</b></p>${from.length > 0 && html`<p>${titled(from.join(' '))}</p>`}${rows(say('Blockers'), verdict.blockers)}${rows(say('Conditions'), verdict.conditions)}<p class="note">${titled(auditSentence(verdict, say))}</p>`;
  return { id: 'verdict', heading: say('Verdict on the work'), body };
}
