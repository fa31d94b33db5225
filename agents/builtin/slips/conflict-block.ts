// A merge that was committed with its conflict: all three markers, in order.

import { isChangedLine } from '../changed-lines.ts';
import { linesOf } from '../reading/formats/lines.ts';
import { withoutCode } from '../reading/markdown/markdown.ts';
import { acrossFiles, judged, lineAt } from '../reading/places.ts';
import type { Hit, Repository, Rule } from '../rule.ts';

export const conflictBlock: Rule = {
  id: 'slips/conflict-block',
  says: 'an unresolved merge conflict',
  find: (repo) =>
    acrossFiles(
      judged(repo, () => true, ['production', 'documentation']),
      ({ path }) => conflictsIn(repo, path),
    ),
};

const CONFLICT = /^<{7} [^\n]*\n(?:(?!<{7} |>{7} )[^\n]*\n)*?={7}\r?\n(?:(?!<{7} |={7}\r?\n)[^\n]*\n)*?>{7} [^\n]*$/gm;

async function conflictsIn(repo: Repository, path: string): Promise<Hit[]> {
  const whole = await repo.text(path);
  if (whole === undefined || !whole.includes('<<<<<<< ')) return [];
  // A guide to merging shows conflicts in its code blocks.
  const text = /\.(md|mdx|markdown|rst|adoc)$/i.test(path) ? withoutCode(whole) : whole;
  const lines = linesOf(whole);
  const hits: Hit[] = [];
  for (const match of text.matchAll(CONFLICT)) {
    const line = lines.at(match.index);
    const last = lines.at(match.index + match[0].length);
    if (!isChangedLine(repo, path, line) && !isChangedLine(repo, path, last)) continue;
    hits.push({
      severity: 'major',
      title: `${path} contains an unresolved merge conflict`,
      claim: `Lines ${line} to ${last} contain both sides of a merge with all three markers: the file was committed before the conflict was resolved.`,
      evidence: [lineAt(path, lines, line), lineAt(path, lines, last)],
      recommendation: 'Resolve the conflict and delete the markers.',
      confidence: 0.99,
    });
  }
  return hits;
}
