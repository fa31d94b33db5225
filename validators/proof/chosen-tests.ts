// New lines among the tests that decide which tests are run, or end all of them as a success. The file need not be one that was
// there: a new one leaves out the others of its run, and is red without the work like any new test.

import type { Changed } from './changed.ts';
import { uncommentedLines } from './live-lines.ts';
import { isMarked, type Marks } from './marks/mark.ts';

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

/** Not within a string: a test may well start a program that ends so. */
const ENDS: Marks = [
  /^[^"'`]*\bprocess\s*\??\.\s*(?:exit|reallyExit)\s*(?:\?\.)?\(\s*0?\s*\)/,
  /^[^"'`]*\b(?:Deno|Bun)\.exit\(\s*0?\s*\)/,
  /^[^"'`]*\bos\._exit\(\s*0?\s*\)/,
  /^[^"'`]*\bsys\.exit\(\s*(?:0|None)?\s*\)/,
  /^[^"'`]*\bos\.Exit\(\s*0\s*\)/,
  /^[^"'`]*\bprocess::exit\(\s*0\s*\)/,
  /^[^"'`]*\bSystem\.exit\(\s*0\s*\)/,
  /^[^"'`]*(?<![\w.$])_?exit\(\s*(?:0|EXIT_SUCCESS)\s*\)/,
  /^[^"'`]*(?<![\w.$])exit!\(?\s*(?:0|true)\b/,
];

const MARKS: Marks = [...PYTHON, ...ONLY, ...ENDS];

export function choosingTests(changed: readonly Changed[], isTest: (path: string) => boolean): string[] {
  const linesOf = (text: string): string[] => uncommentedLines(text).map((it) => it.text);
  const there = new Set(changed.flatMap(({ before }) => linesOf(before)));
  return changed
    .filter(({ path, after }) => isTest(path) && linesOf(after).some((line) => !there.has(line) && isMarked(line, MARKS)))
    .map((it) => it.path);
}

/** Without it, the folder is no package, and python looks for no tests in it. */
export const unpackagedTests = (changed: readonly Changed[], isTest: (path: string) => boolean): string[] =>
  changed.flatMap(({ path, gone }) => (gone && isTest(path) && /(^|\/)__init__\.py$/.test(path) ? [path] : []));
