// The verdict on work, with each thing that it rests on.

import type { Report } from '../../../../contracts/run/report.ts';
import { auditSentence, verdictSentence } from '../../../telling/work-verdict.ts';
import { sayIn } from '../../language/say.ts';
import { html, type Section } from '../html.ts';
import { titled } from '../words.ts';

export function workVerdictSection({ run: { verdict, task } }: Report): Section | undefined {
  if (verdict === null) return undefined;
  const say = sayIn(task.language);
  const rows = (heading: string, list: typeof verdict.blockers) =>
    list.length > 0 && html`<h3>${heading}</h3><ul>${list.map(({ ref, why }) => html`<li><b>${ref}</b> ${titled(why)}</li>`)}</ul>`;
  const body = html`<p><b>${verdictSentence(verdict, say)}</b></p>${rows(say('Blockers'), verdict.blockers)}${rows(say('Conditions'), verdict.conditions)}<p class="note">${titled(auditSentence(verdict, say))}</p>`;
  return { id: 'verdict', heading: say('Verdict on the work'), body };
}
