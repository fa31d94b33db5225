// What a person still has to decide.

import type { Report } from '../../../../contracts/run/report.ts';
import type { Narrative } from '../../../prompts/trace.ts';
import { openQuestions } from '../../facts/open-questions.ts';
import { sayIn } from '../../language/say.ts';
import { html, type Section } from '../html.ts';
import { reference, titled, worded } from '../words.ts';
import { block } from './narrative.ts';

export function questionsSection(report: Report, narrative: Narrative): Section | undefined {
  const { run } = report;
  const say = sayIn(run.task.language);
  const asked = openQuestions(report, say);
  if (asked.length === 0 && narrative.questions.length === 0) return undefined;
  const ids = new Set<string>(run.findings.map((it) => it.id));
  const body = html`${asked.map(({ about, asks, detail }) => html`<div class="block"><h3>${titled(asks, ids)}</h3>${worded(detail, ids)}<p class="refs">${reference(about, ids)}</p></div>`)}
${narrative.questions.map((it) => block(it, ids, say))}`;
  return { id: 'questions', heading: say('Open questions'), body };
}
