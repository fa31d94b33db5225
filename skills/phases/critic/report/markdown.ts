// The gaps that a critic named, in Markdown.

import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { Say } from '../../../report-writer/language/english.ts';
import { line, title, worded } from '../../../report-writer/markdown/escape.ts';
import { evidence } from '../../../report-writer/markdown/finding.ts';
import { VERDICT_WORDS } from '../../../wording/verdicts.ts';
import { markdownSection } from '../../presentation.ts';
import { criticSentences, gapGroups, type NamedByCritic } from './sentences.ts';

export function criticsMarkdown(run: RunView, say: Say): string {
  const groups = gapGroups(run).map(({ heading, means, gaps }) =>
    [`### ${say(heading)} (${gaps.length})`, say(means), ...gaps.map((it) => gapPart(it, say))].join('\n\n'),
  );
  return markdownSection(say('What the critic named'), [...criticSentences(run, say).map(title), ...groups].join('\n\n'));
}

function gapPart({ id, seat, gap, checks, by, word, reason }: NamedByCritic, say: Say): string {
  const places = (gap.evidence ?? []).map((one, at) => ({ seat, evidence: one, check: checks?.[at] }));
  const shown =
    by === undefined || word === undefined ? [] : word.evidence.map((one, at) => ({ seat: by, evidence: one, check: word.checks[at] }));
  return [
    `#### ${id} · ${title(gap.title)}`,
    `${say('Named by {seat}', { seat: line(seat) })} · ${line(gap.category)}${reason === undefined ? '' : ` · ${title(reason)}`}`,
    worded(gap.claim, '> '),
    ...(places.length > 0 ? evidence(places, say) : []),
    ...(by === undefined || word === undefined ? [] : [`${line(by)} ${say(VERDICT_WORDS[word.verdict].says)}:`, worded(word.basis, '> ')]),
    ...(shown.length > 0 ? evidence(shown, say) : []),
  ].join('\n\n');
}
