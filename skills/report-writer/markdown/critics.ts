// What nobody raised, as a critic named it, in Markdown.

import type { RunView } from '../../../contracts/run-view.ts';
import { criticSentences, gapGroups, type NamedByCritic } from '../critics.ts';
import { VERDICT_WORDS } from '../verdicts.ts';
import { line, title, worded } from './escape.ts';
import { evidence } from './finding.ts';

export function criticsPart(run: RunView): string {
  const groups = gapGroups(run).map(({ heading, means, gaps }) =>
    [`### ${heading} (${gaps.length})`, means, ...gaps.map(gapPart)].join('\n\n'),
  );
  return [...criticSentences(run).map(title), ...groups].join('\n\n');
}

function gapPart({ id, seat, gap, checks, by, word, reason }: NamedByCritic): string {
  const places = (gap.evidence ?? []).map((one, at) => ({ seat, evidence: one, check: checks?.[at] }));
  const shown =
    by === undefined || word === undefined ? [] : word.evidence.map((one, at) => ({ seat: by, evidence: one, check: word.checks[at] }));
  return [
    `#### ${id} · ${title(gap.title)}`,
    `Named by ${line(seat)} · ${line(gap.category)}${reason === undefined ? '' : ` · ${title(reason)}`}`,
    worded(gap.claim, '> '),
    ...(places.length > 0 ? evidence(places) : []),
    ...(by === undefined || word === undefined ? [] : [`${line(by)} ${VERDICT_WORDS[word.verdict].says}:`, worded(word.basis, '> ')]),
    ...(shown.length > 0 ? evidence(shown) : []),
  ].join('\n\n');
}
