// `assert (condition, "message")` in Python: a non-empty tuple is true, so this never fails.

import { isChangedLine } from '../changed-lines.ts';
import { closing, partsWithin } from '../reading/brackets.ts';
import { judged, lineAt } from '../reading/places.ts';
import { type Source, sourceOf } from '../reading/source.ts';
import type { Hit, Rule } from '../rule.ts';

export const assertTuple: Rule = {
  id: 'tests/assert-tuple',
  says: 'assert (condition, message) asserts a tuple, which is always true',
  async find(repo) {
    const hits: Hit[] = [];
    for (const { path } of await judged(repo, (it) => it.endsWith('.py'))) {
      const source = await sourceOf(repo, path);
      if (!source) continue;
      for (const offset of tupleAsserts(source)) {
        const line = source.lines.at(offset);
        if (!isChangedLine(repo, path, line)) continue;
        hits.push({
          severity: 'major',
          title: `assert of a tuple at ${path}:${line} can never fail`,
          claim: `The parentheses at ${path}:${line} make a tuple of the condition and what follows; a non-empty tuple is always true.`,
          evidence: [lineAt(path, source.lines, line)],
          recommendation: 'Remove the outer parentheses: `assert condition, "message"`.',
          confidence: 0.98,
        });
      }
    }
    return hits;
  },
};

function tupleAsserts(source: Source): number[] {
  const found: number[] = [];
  for (const match of source.code.matchAll(/(?:^|[\n;:])[ \t]*(assert[ \t]*\()/g)) {
    const open = match.index + match[0].length - 1;
    const close = closing(source.code, open);
    if (close === undefined || !/^[ \t]*(?:\r?\n|;|$)/.test(source.code.slice(close + 1))) continue;
    const parts = partsWithin(source.code, open, close);
    const trailing = /,\s*$/.test(source.code.slice(open + 1, close));
    if (parts.length < 2 && !(parts.length === 1 && trailing)) continue;
    found.push(match.index + match[0].indexOf('assert'));
  }
  return found;
}
