// Tests that stand within the product, as in Rust or in a doctest: no file of their own tells them apart, so the work
// could take away or soften a red one, and be green. Lines of theirs that are gone are for a person.

const DECLARES: readonly RegExp[] = [
  /^#!?\[\s*(?:\w+::)*(?:test|rstest|bench|test_case|wasm_bindgen_test)\b/,
  /^#\[cfg\(test\)\]/,
  /^(?:test|it|describe|suite|specify|bench)(?:\.\w+)*\s*\(/,
  /^(?:async\s+)?def\s+test_\w*/,
  /^func\s+(?:Test|Benchmark|Example|Fuzz)\w*\s*\(/,
  /^@(?:Test|ParameterizedTest|RepeatedTest)\b/,
  /^\[(?:Test|Fact|Theory|TestCase|TestMethod)\b/,
  /^>>> /,
  /^(?:unittest\b|test\s+")/,
  /import\.meta\.vitest/,
];
const ASSERTS = /^(?:debug_)?assert\w*!?[\s(.]|^(?:\w+\.)*(?:assert\w*|expect|should\w*)\s*[(.]|^return\s+expect\(/;

/** Declarations of tests and, where there are some, what they assert. */
function testLines(text: string): string[] {
  // A comment may hold a doctest.
  const lines = text.split(/\r?\n/).map((it) => it.trim().replace(/^(?:\/\/[/!]?|\*|#(?!\[|!\[))\s*/, ''));
  const declared = lines.filter((it) => DECLARES.some((mark) => mark.test(it)));
  return declared.length === 0 ? [] : [...declared, ...lines.filter((it) => ASSERTS.test(it))];
}

export type Changed = { path: string; before: string; after: string };

/** Of files that are no tests: those that lost lines of a test, which no changed file has got instead. */
export function lostTests(changed: readonly Changed[], isTest: (path: string) => boolean): string[] {
  const left = new Map<string, number>();
  for (const line of changed.flatMap(({ after }) => testLines(after))) left.set(line, (left.get(line) ?? 0) + 1);
  // Test files first: what they keep is theirs, and T shows what they lose.
  const inOrder = [...changed].sort((a, b) => Number(isTest(b.path)) - Number(isTest(a.path)));
  return inOrder.flatMap(({ path, before }) => {
    const lost = testLines(before).filter((line) => {
      const there = left.get(line) ?? 0;
      left.set(line, there - 1);
      return there <= 0;
    });
    return lost.length > 0 && !isTest(path) ? [path] : [];
  });
}
