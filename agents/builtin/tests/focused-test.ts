// A test marked as the only one to run: all other tests of the file, often of the suite, are silently skipped.

import { isChangedLine } from '../changed-lines.ts';
import { isTest } from '../reading/paths.ts';
import { judged, lineAt } from '../reading/places.ts';
import { type Source, sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { isFixtureProject } from './fixture-project.ts';
import { hasOwn, javascriptTests, startsStatement } from './javascript-tests.ts';
import { isTestTool } from './test-tool.ts';

export const focusedTest: Rule = {
  id: 'tests/focused-test',
  says: 'a focused test (.only, fit, fdescribe) keeps the others from running',
  async find(repo) {
    if (await isTestTool(repo)) return [];
    const hits: Hit[] = [];
    for await (const source of javascriptTests(repo)) {
      if (isRun(source.path) && !isAboutFocus(source.path) && !isFixtureProject(repo, source.path))
        hits.push(...hitsIn(repo, source, focusedInJavaScript(source)));
    }
    for (const { path } of await judged(repo, (it) => isTest(it) && /(_spec\.rb|_test\.go)$/.test(it))) {
      const source = await sourceOf(repo, path);
      if (source) hits.push(...hitsIn(repo, source, source.language === 'ruby' ? focusedInRuby(source) : focusedInGinkgo(source)));
    }
    return hits;
  },
};

function hitsIn(repo: Repository, source: Source, offsets: number[]): Hit[] {
  return offsets.flatMap((offset) => {
    const line = source.lines.at(offset);
    if (!isChangedLine(repo, source.path, line)) return [];
    const word = /^[\w.]+/.exec(source.code.slice(offset))?.[0] ?? '';
    return [
      {
        severity: 'major',
        title: `\`${word}\` skips the other tests of ${source.path}`,
        claim: `${source.path}:${line} marks one test as the only one to run. The others are not run, and the suite passes without them.`,
        evidence: [lineAt(source.path, source.lines, line)],
        recommendation: word.endsWith('.only') ? 'Take `.only` away.' : `Remove the leading \`${word[0] ?? 'f'}\`.`,
        confidence: 0.95,
      },
    ];
  });
}

const ONLY =
  /(?<![\w$.])(describe|it|test|context|suite|specify|bench)((?:\.(?:concurrent|sequential|serial|parallel|describe|skipIf\([^)]*\)))*)\.only(?=\s*(?:\(|`|\.\s*(?:each|for|concurrent)\b|<))/g;
const FOCUSED = /(?<![\w$.])(fit|fdescribe|fcontext)(?=\s*(?:\(|\.\s*each\b))/g;

function focusedInJavaScript(source: Source): number[] {
  const found: number[] = [];
  for (const pattern of [ONLY, FOCUSED]) {
    for (const match of source.code.matchAll(pattern)) {
      if (!startsStatement(source.code, match.index) || isConditional(source.code, match.index)) continue;
      // The call must have a title: `fit(model)` is another function, and `describe.only(name, run)` may be a custom runner.
      const after = source.text.slice(match.index + match[0].length, match.index + match[0].length + 400);
      if (!/^\s*(?:\.\s*(?:each|for|concurrent)\b|<|`|\(\s*['"`])/.test(after)) continue;
      if (pattern === FOCUSED && hasOwn(source, match[1] ?? '')) continue;
      found.push(match.index);
    }
  }
  return found.sort((a, b) => a - b);
}

/** Inside an `if` or a named function, the focus is deliberate, to skip what cannot run here. */
function isConditional(code: string, offset: number): boolean {
  let depth = 0;
  for (let at = offset - 1; at >= 0; at--) {
    const c = code[at];
    if (c === '}') depth++;
    else if (c === '{' && depth-- === 0) {
      depth = 0;
      const header = code.slice(Math.max(0, at - 300), at).trimEnd();
      if (/\b(?:else|try|finally|do)$/.test(header) || /\bfunction\s+\w+\s*\([^)]*\)(?:\s*:[^={};]*)?$/.test(header)) return true;
      if (/(?<![=!<>])=\s*(?:async\s*)?(?:function\s*)?\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)(?:\s*:[^={};]*)?(?:\s*=>)?$/.test(header))
        return true;
      if (/\b(?:if|for|while|switch|catch)\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)$/.test(header)) return true;
    }
  }
  return false;
}

/** By its name, or directly below a test folder: deeper files are test data. */
const isRun = (path: string): boolean =>
  /[._-](test|spec|e2e|cy)\.[cm]?[jt]sx?$|(^|\/)__tests__\//.test(path) || /(^|\/)(tests?|specs?|e2e)\/([^/]+\/){0,2}[^/]+$/.test(path);

/** A test about focusing. */
const isAboutFocus = (path: string): boolean => /only|focus/i.test(path);

const focusedInRuby = (source: Source): number[] =>
  [...source.code.matchAll(/^[ \t]*(fit|fdescribe|fcontext|fspecify)[ (]\s*["']/gm)].map((it) => it.index + it[0].search(/\S/));

const focusedInGinkgo = (source: Source): number[] =>
  /ginkgo/.test(source.text)
    ? [...source.code.matchAll(/(?:^|[=\s])(FIt|FDescribe|FContext|FWhen|FDescribeTable|FEntry|FSpecify)\(\s*"/gm)].map(
        (it) => it.index + it[0].indexOf('F'),
      )
    : [];
