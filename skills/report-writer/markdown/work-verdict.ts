// The verdict on work, in Markdown.

import type { RunView } from '../../../contracts/run-view.ts';
import { auditSentence, verdictSentence } from '../work-verdict.ts';
import { code, title } from './escape.ts';

export function workVerdictPart({ verdict }: RunView): string {
  if (verdict === null) return '';
  const rows = (heading: string, list: typeof verdict.blockers): string =>
    list.length === 0 ? '' : [`### ${heading}`, list.map(({ ref, why }) => `- ${code(ref)} ${title(why)}`).join('\n')].join('\n\n');
  return [
    `**${verdictSentence(verdict)}**`,
    rows('Blockers', verdict.blockers),
    rows('Conditions', verdict.conditions),
    title(auditSentence(verdict)),
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}
