// Re-check of a shadowed test: by the lines between the two definitions and their indentation, instead of by a list of definitions
// with their scopes.

import { linesOf } from '../../reading/formats/lines.ts';
import { indentOf } from '../../reading/python-blocks.ts';
import type { ClaimedFinding, Recheck, Repository } from '../../rule.ts';

const METHOD = 'Read the lines between the two definitions: the same scope lasts as long as no line is indented less';

export const shadowedRecheck: Recheck = {
  category: 'tests/shadowed-test',
  method: METHOD,
  async judge(repo, claimed) {
    const pairs = pairsOf(claimed);
    if (pairs.length === 0) return { verdict: 'ABSTAIN', basis: `${METHOD}: the finding shows no two definitions of one file.` };
    const words = await Promise.all(pairs.map((pair) => judge(repo, pair)));
    const against = words.filter((it) => it.holds === false);
    if (words.every((it) => it.holds === 'unknown')) return { verdict: 'ABSTAIN', basis: `${METHOD}: ${words[0]?.why ?? ''}` };
    if (against.length === 0) return { verdict: 'AGREE', basis: `${METHOD}. ${words.map((it) => it.why).join(' ')}` };
    return {
      verdict: against.length === words.length ? 'DISAGREE' : 'SUPPLEMENT',
      basis: `${METHOD}. ${against.map((it) => it.why).join(' ')}`,
    };
  },
};

type Pair = { path: string; first: number; second: number | undefined };

/** A single finding shows both places; a folded one only the earlier of each pair. */
function pairsOf(claimed: ClaimedFinding): Pair[] {
  const places = claimed.evidence.flatMap((it) =>
    it.path === undefined || it.line === undefined ? [] : [{ path: it.path, line: it.line }],
  );
  const [a, b] = places;
  if (places.length === 2 && a && b && a.path === b.path && a.line !== b.line)
    return [{ path: a.path, first: Math.min(a.line, b.line), second: Math.max(a.line, b.line) }];
  return places.map(({ path, line }) => ({ path, first: line, second: undefined }));
}

async function judge(repo: Repository, { path, first, second }: Pair): Promise<{ holds: boolean | 'unknown'; why: string }> {
  const text = await repo.text(path);
  if (text === undefined) return { holds: 'unknown', why: `${path} is no text of this tree.` };
  const lines = linesOf(text);
  const header = lines.text(first);
  const name = /^\s*(?:async\s+)?(?:def|class)\s+(\w+[?!]?)/.exec(header)?.[1];
  if (name === undefined) return { holds: false, why: `${path}:${first} defines nothing.` };
  const indent = indentOf(header);
  for (let line = first + 1; line <= (second ?? lines.count); line++) {
    const here = lines.text(line);
    if (here.trim() === '' || /^\s*[#)\]}"']/.test(here)) continue;
    const again = /^\s*(?:async\s+)?(?:def|class)\s+(\w+[?!]?)/.exec(here);
    if (again?.[1] === name && indentOf(here) === indent) {
      if (/^\s*@(property|\w+\.(setter|getter|deleter)|overload|typing\.overload|singledispatch|\w+\.register)/.test(lines.text(line - 1)))
        return { holds: false, why: `${path}:${line} is decorated as another part of the same name.` };
      return {
        holds: true,
        why: `${path}: from line ${first} to line ${line} no line is indented less than ${indent} columns, and \`${name}\` is defined at both ends.`,
      };
    }
    if (indentOf(here) < indent) return { holds: false, why: `${path}:${line} is indented less: the scope of line ${first} ends there.` };
  }
  return { holds: second === undefined ? 'unknown' : false, why: `${path} does not define \`${name}\` again at that depth.` };
}
