// The verdict on work, in Markdown.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { auditSentence, verdictSentence } from '../../telling/work-verdict.ts';
import type { Say } from '../language/say.ts';
import { code, title } from './escape.ts';

export function workVerdictPart({ verdict }: RunView, say: Say): string {
  if (verdict === null) return '';
  const rows = (heading: string, list: typeof verdict.blockers): string =>
    list.length === 0 ? '' : [`### ${heading}`, list.map(({ ref, why }) => `- ${code(ref)} ${title(why)}`).join('\n')].join('\n\n');
  return [
    `**${verdictSentence(verdict, say)}**`,
    rows(say('Blockers'), verdict.blockers),
    rows(say('Conditions'), verdict.conditions),
    title(auditSentence(verdict, say)),
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}
