// New lines among the tests that decide which tests are run, or end all of them with their own result. The file need not be one that was
// there: a new one leaves out the others of its run, and is red without the work like any new test.

import type { Changed } from './changed.ts';
import { uncommentedLines } from './live-lines.ts';
import { isMarked, type Marks } from './marks/mark.ts';

type PathTest = (path: string) => boolean;

const PYTHON: Marks = [
  /^(?:async\s+)?def\s+load_tests\b|^load_tests\s*=/,
  /\bcollect_ignore\w*\s*(?:\+?=|\.)/,
  /^(?:async\s+)?def\s+pytest_(?:collection|collect|ignore|pycollect|runtest|pyfunc|deselected|sessionfinish)\w*/,
  /\b__test__\s*=\s*False/,
];

/** Other tests of the same run, or of the same file, are left out. */
const ONLY: Marks = [
  /\b(?:test|it|describe|suite|context|specify|fixture)\.only\b/,
  /^f(?:it|describe|context|specify)\b\s*\(?\s*["'`]/,
  /\bfocus(?::\s*true|\s*=>\s*true)|,\s*:focus\b/,
];

/** What may be a success: anything but a number that is none. */
const MAYBE = '\\((?!\\s*-?[1-9]\\d*\\s*\\))';
const of = (...words: string[]): RegExp => new RegExp(`(?:${words.join('|')})\\s*(?:\\?\\.)?${MAYBE}`);

/** If other tests run in the same process, it ends them with its own result. Strings are empty here: a test may start a program that ends so. */
const ENDS: Marks = [
  of('\\bprocess\\s*\\??\\.\\s*(?:exit|reallyExit)', '\\b(?:Deno|Bun)\\.exit', '\\bos\\._exit', '\\bprocess::exit', '(?<![\\w.$])exit!'),
  /\bprocess\s*\??\.\s*exitCode\s*=(?!=)(?!\s*-?[1-9]\d*\s*(?:[;})]|$))/,
  /\bprocess\s*\??\.?\[/,
  /\bprocess\.(?:exit|reallyExit)\.(?:call|apply|bind)\b/,
  /\bsys\.exit\(\s*(?:0|None)?\s*\)|\bsys\.exit\([^()]*\bif\b.*\belse\b/,
  /\bpytest\.exit\(/,
  /\bfrom\s+os\s+import\b.*\b_exit\b/,
  /\bos\.Exit\(\s*0\s*\)/,
  /\bSystem\.exit\(\s*0\s*\)/,
  /(?<![\w.$])_?exit\(\s*(?:0|EXIT_SUCCESS)\s*\)/,
  /(?<![\w.$])exit!\s*(?:0|true)\b/,
];
/** With the strings: which event it is, and which module. */
const NAMED: Marks = [
  /^process\.(?:on|once|prependListener|addListener)\(\s*["'`](?:uncaughtException|unhandledRejection)/,
  /\{[^{}]*\b(?:exit|reallyExit)\b[^{}]*\}\s*(?:=\s*process\b|from\s*["'](?:node:)?process\b)/,
];

const withoutStrings = (line: string): string => line.replace(/(["'`])(?:\\.|(?!\1)[^\\])*\1/g, "''");

/** `argvs`: what is run to judge the tests; nothing is known without it. */
export function choosingTests(changed: readonly Changed[], isTest: PathTest, argvs: readonly (readonly string[])[] = []): string[] {
  const linesOf = (text: string): string[] => uncommentedLines(text).map((it) => it.text);
  const there = new Set(changed.flatMap(({ before }) => linesOf(before)));
  const ends = (line: string): boolean => isMarked(withoutStrings(line), ENDS) || isMarked(line, NAMED);
  return changed
    .filter(({ path, before, after }) => {
      if (!isTest(path)) return false;
      const alone = argvs.length > 0 && argvs.every((argv) => isAlone(path, before, argv));
      return linesOf(after).some((line) => !there.has(line) && (isMarked(line, [...PYTHON, ...ONLY]) || (!alone && ends(line))));
    })
    .map((it) => it.path);
}

/** Whether the command gives this test a process of its own: node does so with each file, and a new program brings no others along. */
function isAlone(path: string, before: string, argv: readonly string[]): boolean {
  const isNode = /(?:^|\/)node$/.test(argv[0] ?? '');
  if (isNode && argv.includes('--test')) return !argv.some((it) => /isolation/.test(it));
  return before.trim() === '' && argv.some((it) => it.replace(/^\.\//, '') === path);
}

/** Without it, the folder is no package, and python looks for no tests in it. */
export const unpackagedTests = (changed: readonly Changed[], isTest: PathTest): string[] =>
  changed.flatMap(({ path, gone }) => (gone && isTest(path) && /(^|\/)__init__\.py$/.test(path) ? [path] : []));
