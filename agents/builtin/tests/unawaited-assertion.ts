// `expect(promise).resolves…`, `.rejects…` or node's `assert.rejects(…)` as a statement of its own: the test ends before the
// promise does, and a failure appears in another test or nowhere.

import { isChangedLine } from '../changed-lines.ts';
import { manifestsAbove } from '../deps/manifest.ts';
import { closing } from '../reading/brackets.ts';
import { folderOf } from '../reading/paths.ts';
import { lineAt } from '../reading/places.ts';
import type { Source } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { hasOwn, isTypeTest, javascriptTests, startsStatement } from './javascript-tests.ts';
import { isTestTool } from './test-tool.ts';

export const unawaitedAssertion: Rule = {
  id: 'tests/unawaited-assertion',
  says: 'an assertion on a promise that is not awaited',
  async find(repo) {
    if (await isTestTool(repo)) return [];
    const hits: Hit[] = [];
    for await (const source of javascriptTests(repo)) {
      const found = unawaited(source);
      if (found.length === 0 || (await isWaitedFor(repo, source))) continue;
      for (const { offset, word } of found) {
        const line = source.lines.at(offset);
        if (!isChangedLine(repo, source.path, line) || isTypeTest(source, line)) continue;
        hits.push({
          severity: 'major',
          title: `${word} is not awaited at ${source.path}:${line}`,
          claim: `\`${word}\` returns a promise, and the statement at ${source.path}:${line} neither awaits nor returns it: the test can pass before the assertion has been made.`,
          evidence: [lineAt(source.path, source.lines, line)],
          recommendation: 'Put `await` before it, in an async test.',
          confidence: 0.95,
        });
      }
    }
    return hits;
  },
};

/** Bun and vitest await such assertions themselves, so the test fails after all. */
async function isWaitedFor(repo: Repository, source: Source): Promise<boolean> {
  if (/['"](?:bun:test|vitest)['"]/.test(source.text)) return true;
  if (/['"](?:@jest\/globals|node:test|mocha|chai)['"]/.test(source.text)) return false;
  for (const { declared } of await manifestsAbove(repo, folderOf(source.path))) {
    const names = declared.map((it) => it.name);
    if (names.some((it) => it === 'jest' || it === 'mocha' || it === 'ts-jest')) return false;
    if (names.some((it) => it === 'vitest' || it === '@types/bun' || it === 'bun-types')) return true;
  }
  return false;
}

function unawaited(source: Source): { offset: number; word: string }[] {
  if (!/\.\s*(resolves|rejects|doesNotReject)\b/.test(source.code)) return [];
  return [...unawaitedExpect(source), ...unawaitedAssert(source)];
}

function unawaitedAssert(source: Source): { offset: number; word: string }[] {
  if (!/['"](?:node:)?assert(?:\/strict)?['"]/.test(source.text)) return [];
  const found: { offset: number; word: string }[] = [];
  for (const match of source.code.matchAll(/(?<![\w$.])(assert(?:\.strict)?\.(?:rejects|doesNotReject))\s*\(/g)) {
    if (startsStatement(source.code, match.index) && !isHandedOn(source.code, match.index))
      found.push({ offset: match.index, word: match[1] ?? '' });
  }
  return found;
}

function unawaitedExpect(source: Source): { offset: number; word: string }[] {
  if (hasOwn(source, 'expect')) return [];
  const found: { offset: number; word: string }[] = [];
  for (const match of source.code.matchAll(/(?<![\w$.])expect\s*\(/g)) {
    const close = closing(source.code, match.index + match[0].length - 1);
    if (close === undefined || !startsStatement(source.code, match.index)) continue;
    const word = /^\s*\.\s*(resolves|rejects)\s*\.\s*(?:not\s*\.\s*)?to[A-Z]\w*/.exec(source.code.slice(close + 1, close + 200))?.[1];
    if (word !== undefined && !isHandedOn(source.code, close + 1)) found.push({ offset: match.index, word: `expect(…).${word}` });
  }
  return found;
}

/** `….then(done, done)`: awaited in the old way. */
function isHandedOn(code: string, from: number): boolean {
  const open = code.indexOf('(', from);
  const close = open === -1 ? undefined : closing(code, open);
  return close !== undefined && /^\s*\.\s*(then|finally|catch)\b/.test(code.slice(close + 1, close + 200));
}
