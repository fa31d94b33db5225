// Tests that the work removes, skips or empties. A command that is green because a red test is gone proves nothing, and another
// test that is red without the work would hide that; so a person looks at such a file.

import { posix } from 'node:path';
import type { Changed } from './changed.ts';
import { choosingTests, unpackagedTests } from './chosen-tests.ts';
import { uncommentedLines } from './live-lines.ts';
import { isRunAlike } from './run-alike.ts';
import { assertionsIn, marksIn, type TestCase, testCases } from './test-cases.ts';

type PathTest = (path: string) => boolean;
type Placed = TestCase & { path: string };

/** `argvs`: the commands that judge the work. */
export function lostTests(changed: readonly Changed[], isTest: PathTest, argvs: readonly (readonly string[])[] = []): string[] {
  const lost = new Set([
    ...lostCases(changed, isTest),
    ...leftOutAnew(changed),
    ...lostAssertions(changed, isTest),
    ...lostScripts(changed, isTest),
    ...lostHelpers(changed, isTest),
    ...choosingTests(changed, isTest, argvs),
    ...unpackagedTests(changed, isTest),
  ]);
  return changed.flatMap(({ path }) => (lost.has(path) ? [path] : []));
}

/**
 * Looks for a test first in the same file under the same name, then under its name in a file that is run the same way, then under
 * another name.
 */
function lostCases(changed: readonly Changed[], isTest: PathTest): string[] {
  const casesOf = (side: 'before' | 'after'): Placed[] =>
    changed.flatMap((it) => testCases(it[side], isTest(it.path)).map((one) => ({ ...one, path: it.path })));
  const left = new Set(casesOf('after').filter((it) => !it.leftOut));
  const byName = Map.groupBy(left, (it) => it.name);
  const take = (found: Placed | undefined): Placed | undefined => {
    if (found) left.delete(found);
    return found;
  };
  const passes: ((was: Placed) => Placed | undefined)[] = [
    (was) => byName.get(was.name)?.find((it) => left.has(it) && it.path === was.path),
    (was) => byName.get(was.name)?.find((it) => left.has(it) && isRunAlike(was.path, it.path, isTest)),
    (was) => [...left].find((it) => it.form === was.form && isRunAlike(was.path, it.path, isTest) && isAlike(was.body, it.body)),
  ];
  let open = casesOf('before').filter((it) => !it.leftOut);
  const hollow: string[] = [];
  for (const find of passes)
    open = open.filter((was) => {
      const now = take(find(was));
      if (now && was.asserts > 0 && now.asserts === 0) hollow.push(was.path);
      return now === undefined;
    });
  return [...hollow, ...open.map((it) => it.path)];
}

function isAlike(before: readonly string[], after: readonly string[]): boolean {
  return before.length > 0 && common(before, after) * 2 >= before.length;
}

function common(a: readonly string[], b: readonly string[]): number {
  const left = counts(b);
  return a.filter((line) => {
    const there = left.get(line) ?? 0;
    left.set(line, there - 1);
    return there > 0;
  }).length;
}

function counts(lines: readonly string[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const line of lines) all.set(line, (all.get(line) ?? 0) + 1);
  return all;
}

/** New marks that skip tests in existing files, including files beside the tests and shared ones. */
function leftOutAnew(changed: readonly Changed[]): string[] {
  const there = counts(changed.flatMap((it) => marksIn(it.before)));
  return changed.flatMap(({ path, before, after }) => {
    const fresh = marksIn(after).filter((line) => {
      const was = there.get(line) ?? 0;
      there.set(line, was - 1);
      return was <= 0;
    });
    return before.trim() !== '' && fresh.length > 0 && testCases(before, true).length > 0 ? [path] : [];
  });
}

/** Tests within product files are not in the tests tree, so changes to their assertions must be seen. */
function lostAssertions(changed: readonly Changed[], isTest: PathTest): string[] {
  const left = counts(changed.flatMap(({ after }) => assertionsIn(after)));
  // Test files first: what they keep is theirs, and T shows what they lose.
  const inOrder = [...changed].sort((a, b) => Number(isTest(b.path)) - Number(isTest(a.path)));
  return inOrder.flatMap(({ path, before }) => {
    if (testCases(before, false).length === 0) return [];
    const lost = assertionsIn(before).filter((line) => {
      const there = left.get(line) ?? 0;
      left.set(line, there - 1);
      return there <= 0;
    });
    return lost.length > 0 && !isTest(path) ? [path] : [];
  });
}

/** What assertions of other tests are made of: with other lines in it, those tests may pass whatever the product does. */
function lostHelpers(changed: readonly Changed[], isTest: PathTest): string[] {
  const codeIn = (text: string): string[] =>
    uncommentedLines(text).flatMap((it) => (it.text === '' || BRINGS_IN.test(it.text) ? [] : [it.text]));
  const left = counts(changed.flatMap((it) => codeIn(it.after)));
  return changed.flatMap(({ path, before }) => {
    if (!isTest(path) || !isProgram(path) || testCases(before, true).length > 0) return [];
    const was = codeIn(before);
    if (!was.some((it) => OFFERS.test(it)) || !was.some((it) => JUDGES.test(it))) return [];
    const gone = was.filter((line) => {
      const there = left.get(line) ?? 0;
      left.set(line, there - 1);
      return there <= 0;
    });
    return gone.length > 0 ? [path] : [];
  });
}

const OFFERS = /^export\b|\bexports\b|^(?:async\s+)?def\s+\w|^(?:pub\s+)?fn\s|^func\s|^module\s|^(?:public\s+)?(?:static\s+)?class\s/;
const JUDGES = /\bassert|\bexpect|\bthrow\b|\braise\b|\bfail\w*\(|\bt\.(?:Error|Fatal)|\bpanic/;

/** An import may move, and says nothing that a test expects. */
const BRINGS_IN = /^(?:import\b|from\s+\S+\s+import\b|(?:const|let|var)\s.*\brequire\(|require\b|use\s|using\s|#include\b|package\s)/;

/** Existing test files in which lines of code, or of a snapshot, are gone or changed. Files that lose tests are named by `lostTests`. */
export function rewrittenTests(changed: readonly Changed[], isTest: PathTest): string[] {
  const codeIn = ({ path }: Changed, text: string): string[] =>
    (isSnapshot(path) ? text.split(/\r?\n/) : uncommentedLines(text).map((it) => it.text))
      // One more row in a table gives the row before it a comma.
      .map((line) => line.trim().replace(/[,;]+$/, ''))
      .filter((line) => line !== '' && !BRINGS_IN.test(line));
  const isWanted = ({ path }: Changed): boolean => isTest(path) && (isProgram(path) || isSnapshot(path));
  const wanted = changed.filter(isWanted);
  // Lines that only move to another test file of the folder are there; a command may read this folder and no other.
  const left = counts(wanted.flatMap((it) => codeIn(it, it.after).map((line) => placed(it, line))));
  return wanted.flatMap((it) => {
    const gone = codeIn(it, it.before).filter((line) => {
      const there = left.get(placed(it, line)) ?? 0;
      left.set(placed(it, line), there - 1);
      return there <= 0;
    });
    return gone.length > 0 ? [it.path] : [];
  });
}

const placed = ({ path }: Changed, line: string): string => `${posix.dirname(path)}\0${line}`;

const isSnapshot = (path: string): boolean => path.endsWith('.snap');

const PROGRAM = /\.(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|kts?|cs|swift|sh|bash|bats|pl|t|exs?|c|cc|cpp|lua|scala)$/;

export const isProgram = (path: string): boolean => PROGRAM.test(path);

/** A plain program used as a test, which declares no cases: removed, or cut to less than half. */
function lostScripts(changed: readonly Changed[], isTest: PathTest): string[] {
  const linesOf = (text: string): string[] => text.split(/\r?\n/).flatMap((it) => (it.trim() === '' ? [] : [it.trim()]));
  return changed.flatMap(({ path, before, after }) => {
    if (!isTest(path) || !isProgram(path) || testCases(before, true).length > 0) return [];
    const [was, is] = [linesOf(before), linesOf(after)];
    if (was.length === 0 || is.length * 2 >= was.length) return [];
    const others = changed.filter((it) => it.path !== path && isRunAlike(path, it.path, isTest));
    return others.some((it) => common(was, linesOf(it.after)) * 2 >= was.length) ? [] : [path];
  });
}
