// `expect(value)` without a matcher, or with one that is never called: it can never fail.

import { isChangedLine } from '../changed-lines.ts';
import { closing } from '../reading/brackets.ts';
import { lineAt } from '../reading/places.ts';
import type { Source } from '../reading/source.ts';
import type { Hit, Rule } from '../rule.ts';
import { endsStatement, following, hasOwn, isTypeTest, javascriptTests, startsStatement } from './javascript-tests.ts';
import { isTestTool } from './test-tool.ts';

export const assertionWithoutMatcher: Rule = {
  id: 'tests/assertion-without-matcher',
  says: 'expect(…) that ends without a matcher asserts nothing',
  async find(repo) {
    if (await isTestTool(repo)) return [];
    const hits: Hit[] = [];
    for await (const source of javascriptTests(repo)) {
      for (const { offset, ends } of matcherless(source)) {
        const line = source.lines.at(offset);
        if (!isChangedLine(repo, source.path, line) || isTypeTest(source, line)) continue;
        hits.push({
          severity: 'major',
          title: `expect(…) asserts nothing at ${source.path}:${line}`,
          claim: `The statement at ${source.path}:${line} ends ${ends}. Nothing is compared, so this line always passes.`,
          evidence: [lineAt(source.path, source.lines, line)],
          recommendation: 'Say what is expected with a matcher, and call it; or delete the line.',
          confidence: 0.95,
        });
      }
    }
    return hits;
  },
};

/** Matchers of the jest family have to be called; chai's are properties with other names. */
const UNCALLED =
  /^\s*(?:\.\s*(?:not|resolves|rejects)\s*)?\.\s*(toBe|toEqual|toStrictEqual|toMatch|toContain|toThrow|toThrowError|toBeTruthy|toBeFalsy|toBeNull|toBeDefined|toBeUndefined|toBeNaN|toHaveBeenCalled|toHaveBeenCalledTimes|toHaveBeenCalledWith|toHaveLength|toMatchSnapshot|toMatchObject|toBeInTheDocument|toBeVisible)\b(?!\s*[(.])/;
const DANGLING = /^\s*\.\s*(not|resolves|rejects)\b(?!\s*[.(])/;

function matcherless(source: Source): { offset: number; ends: string }[] {
  if (!/\bexpect\s*\(/.test(source.code) || hasOwn(source, 'expect') || SAID_IN_WORDS.test(source.text)) return [];
  const found: { offset: number; ends: string }[] = [];
  for (const match of source.code.matchAll(/(?<![\w$.])(?:await\s+)?expect(?:\.soft)?\s*\(/g)) {
    const open = match.index + match[0].length - 1;
    const close = closing(source.code, open);
    if (close === undefined || !startsStatement(source.code, match.index)) continue;
    const rest = source.code.slice(close + 1, close + 200);
    const uncalled = UNCALLED.exec(rest);
    const dangling = DANGLING.exec(rest);
    if (endsStatement(source.code, close + 1) && !/^\s*=>/.test(source.code.slice(following(source.code, close + 1).offset))) {
      const inside = source.code.slice(open + 1, close);
      // `expect(value.should.equal(…))`: the inner expression asserts by itself.
      if (/\.\s*should\b|\bexpect\s*\(|\bassert\b/.test(inside)) continue;
      if (inside.trim() !== '') found.push({ offset: match.index, ends: 'after `expect(…)`, without a matcher' });
    } else if (uncalled && endsStatement(source.code, close + 1 + uncalled[0].length)) {
      found.push({ offset: match.index, ends: `at \`.${uncalled[1]}\`, which is named but not called` });
    } else if (dangling && endsStatement(source.code, close + 1 + dangling[0].length)) {
      found.push({ offset: match.index, ends: `at \`.${dangling[1]}\`, without a matcher` });
    }
  }
  return found;
}

/** `expect(value, 'to be', other)`: in unexpected.js the words are the matcher, and a file that uses it anywhere uses it everywhere. */
const SAID_IN_WORDS = /\bexpect\([^;]{0,400}?,\s*['"`]\[?(?:not\]? )?(?:to|when|was|were|not to|has|have|is) [a-z]/;
