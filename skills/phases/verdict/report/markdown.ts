// The verdict on work, in Markdown.

import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { Say } from '../../../report-writer/language/english.ts';
import { code, title } from '../../../report-writer/markdown/escape.ts';
import { judgedFrom } from '../../../wording/looks.ts';
import { markdownSection } from '../../presentation.ts';
import { auditSentence, unjudgedLines, verdictSentence } from './sentences.ts';

export function workVerdictMarkdown(run: RunView, say: Say): string {
  const { verdict } = run;
  if (verdict === null) return markdownSection(say('Verdict on the work'), unjudgedLines(run, say).map(title).join('\n\n'));
  const rows = (heading: string, list: typeof verdict.blockers): string =>
    list.length === 0 ? '' : [`### ${heading}`, list.map(({ ref, why }) => `- ${code(ref)} ${title(why)}`).join('\n')].join('\n\n');
  const parts = [
    `**${verdictSentence(verdict, say)}**`,
    title(judgedFrom(run, say).join(' ')),
    rows(say('Blockers'), verdict.blockers),
    rows(say('Conditions'), verdict.conditions),
    title(auditSentence(verdict, say)),
  ];
  return markdownSection(say('Verdict on the work'), parts.filter((it) => it !== '').join('\n\n'));
}
