// Two tests of one name in one scope: Python and Ruby silently keep only the later one.

import { isChangedLine } from '../changed-lines.ts';
import { isTest } from '../reading/paths.ts';
import { judged, lineAt } from '../reading/places.ts';
import { type Source, sourceOf } from '../reading/source.ts';
import type { Hit, Rule } from '../rule.ts';
import { type Definition, definitionsIn } from './definitions.ts';

export const shadowedTest: Rule = {
  id: 'tests/shadowed-test',
  says: 'a test is shadowed by a later one of the same name and never runs',
  async find(repo) {
    const hits: Hit[] = [];
    for (const { path } of await judged(repo, (it) => isTest(it) && /\.(py|rb)$/.test(it))) {
      const source = await sourceOf(repo, path);
      if (!source) continue;
      for (const { earlier, later } of shadowed(source)) {
        if (!isChangedLine(repo, path, earlier.line) && !isChangedLine(repo, path, later.line)) continue;
        hits.push({
          severity: 'major',
          title: `${earlier.name} at ${path}:${earlier.line} is shadowed by line ${later.line} and never runs`,
          claim: `${path} defines \`${earlier.name}\` at line ${earlier.line} and again, in the same scope, at line ${later.line}. Only the later one exists when the tests are collected.`,
          evidence: [lineAt(path, source.lines, earlier.line), lineAt(path, source.lines, later.line)],
          recommendation: 'Give one of the two another name, or delete the one that repeats the other.',
          confidence: 0.95,
        });
      }
    }
    return hits;
  },
};

function shadowed(source: Source): { earlier: Definition; later: Definition }[] {
  const found: { earlier: Definition; later: Definition }[] = [];
  const latest = new Map<string, Definition>();
  for (const it of definitionsIn(source)) {
    const key = `${it.scope}:${it.name}`;
    const earlier = latest.get(key);
    latest.set(key, it);
    if (!earlier || !it.isTest || !earlier.isTest || !earlier.plain || !it.plain) continue;
    if (isUsedBetween(source, earlier, it)) continue;
    found.push({ earlier, later: it });
  }
  return found;
}

/** `suite.addTest(test_x)` or `del test_x` between the two: it is intended. */
const isUsedBetween = (source: Source, earlier: Definition, later: Definition): boolean =>
  new RegExp(`(?<![\\w.])${earlier.name}(?!\\w)`).test(source.code.slice(earlier.offset + earlier.name.length, later.offset));
