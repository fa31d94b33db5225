// Finds the tests in a source text, in the forms of many languages: the name of each, its body, and whether it is skipped. Works
// line by line without a parser: unknown forms are not tests.

import { type LiveLine, uncommentedLines } from './live-lines.ts';

export type TestCase = {
  name: string;
  /** The form of its declaration: a test runner knows some forms and not others. */
  form: number;
  /** Its lines, without blank lines and comments. */
  body: readonly string[];
  /** The number of lines that can make it fail. */
  asserts: number;
  leftOut: boolean;
};

const NAMED: readonly RegExp[] = [
  /^(?:export\s+)?[xf]?(?:test|it|describe|suite|specify|bench|context|scenario|feature|subtest)(?:\.\w+)*\s*\(\s*(?<quote>["'`])(?<name>.*?)\k<quote>/i,
  /^(?:test|it|describe|specify|scenario|context|feature|example|@test|unittest|testset)\s+(?<quote>["'])(?<name>.*?)\k<quote>/i,
  /^(?:async\s+)?def\s+(?<name>test\w*)/,
  /^func\s+(?<name>(?:Test|Benchmark|Example|Fuzz)\w*)\s*\(/,
  /^(?:public\s+|private\s+|static\s+|final\s+|@objc\s+)*func(?:tion)?\s+(?<name>test\w*)\s*\(/,
  /^\w+\.(?:Run|subTest|test)\(\s*(?<quote>["'`])(?<name>.*?)\k<quote>/,
  /^(?:TEST|TEST_F|TEST_P|TYPED_TEST|TEST_CASE|SECTION|SCENARIO|BOOST_\w*TEST_CASE|CATCH_TEST_CASE|TEST_METHOD)\s*\(\s*(?<name>[^)]*)\)/,
  /^(?<name>test_\w+)\s*\(\)\s*\{/,
  /^(?:Scenario(?: Outline)?|Example):\s*(?<name>.*)$/,
  /^(?<name>>>> .*)$/,
  /^(?<name>assert\w*!.*)$/,
  /^(?<name>import\.meta\.vitest.*|unittest\b.*)$/,
];
/** In test files also `any('name', () => …)`: the runner's function under another name. */
const CALLED = /^\w+(?:\.\w+)*\(\s*(?<quote>["'`])(?<name>.*?)\k<quote>\s*,\s*(?:async\b|function\b|\(|\w+\s*=>)/;
/** The next line with a name is the test: `#[test]`, `@Test`, `[Fact]`. */
const ATTRIBUTE =
  /^(?:#\[\s*(?:\w+::)*(?:test|rstest|bench|test_case|quickcheck|proptest|wasm_bindgen_test)\b|@(?:Test|ParameterizedTest|RepeatedTest|Property|TestFactory)\b|\[(?:Test|Fact|Theory|TestCase|TestMethod|DataTestMethod)\b)/;
const NAMES = /\bfn\s+(\w+)|\bfun\s+(`[^`]+`|\w+)|(\w+)\s*\(/;
const ABOVE = /^(?:@|#!?\[|\[)/;

const ASSERTS =
  /assert|\bexpect|\bshould|\bt\.(?:Error|Fatal|Fail|is|not|deepEqual|truthy|falsy|like|throws|ok|equal)|\brequire\.\w+\(|\braise\b|\bthrow\b|panic|\bfail\w*\s*\(|\bexit(?:\(|\s+)[1-9]|process\.exit\(|\breturn 1\b|\b(?:is|ok|cmp_ok|like)\(|\b(?:EXPECT|ASSERT|CHECK|REQUIRE|FAIL)_?\w*\s*\(|\[\[? |\btest\s|\bgrep\b|\bdiff\b|\bcmp\b|must_|wont_|\bverify\b|\bThen\b/i;
/** A line that can never fail. */
const TRIVIAL =
  /(?:assert\w*!?(?:\.\w+)?|expect|ok)\s*\(?\s*(?:true|1|!0|not false)\s*(?:[),;]|$)(?!\s*\.(?:not|toBe\((?:false|0)))|assert\w*\(\s*(\w+)\s*,\s*\1\s*\)|\bassert\s+(\w+)\s*==\s*\2\s*$/i;

/** `expect(…)` without an expectation. */
const NO_MATCHER = /^(?:await\s+)?expect\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\);?$/;

const LEAVES_OUT: readonly RegExp[] = [
  /\b(?:test|it|describe|suite|context|specify|scenario|bench|t|tt?b|ctx|self|this|pytest|unittest|mark)\.(?:skip\w*|todo|fixme|failing|fails|xfail|only|expectedFailure|pending)\b/i,
  /^\w+\.(?:skip|todo|only)\s*\(\s*["'`]/,
  /^(?:x|f)(?:it|test|describe|context|specify)\b\s*[.(]/,
  /^#!?\[\s*(?:cfg_attr\(.*,\s*)?ignore\b/,
  /^#!?\[cfg\((?:any\(\)|not\(test\)|FALSE|false|feature)/,
  /^@(?:Disabled|Ignore|IgnoreIf|EnabledIf|EnabledOn|DisabledIf|DisabledOn|skip|expectedFailure|xfail|pytest\.mark\.(?:skip|xfail)|unittest\.(?:skip|expected))/,
  /^\[(?:Ignore|Explicit)\b|\bSkip\s*=\s*["$]/,
  /[{,(]\s*(?:skip|todo|only|ignore)\s*[:=]\s*(?:true|["'`]|!|process\b|is[A-Z])|[{,(]\s*enabled\s*[:=]\s*false/,
  /\braise\s+(?:unittest\.)?SkipTest\b|\b__test__\s*=\s*False|\bcollect_ignore\w*\s*=|\bpytestmark\s*=|\ballow_module_level\b/,
  /\bassumeTrue\(|\bAssum(?:e|ptions)\.|\bmarkTest(?:Skipped|Incomplete)\b|\bXCTSkip\w*|\bDISABLED_\w|\bimportorskip\b|^@(?:module)?tag\s+:?(?:skip|pending)\b|^del\s+[Tt]est\w*/,
  /^(?:skip|pending|skip_unless|skip_if|GTEST_SKIP)(?:\s|\(|$)/,
  /\bif\s*\(?\s*(?:false|False|0|never)\s*[):{]?/,
  /^(?:it|test|describe|specify)\s*=|^(?:const|let|var)\s+(?:it|test|describe)\s*=\s*(?!require|await|suite|\w+\.(?:extend|test|it)\b)/,
];
/** As the first line of a test: nothing after it runs. */
const LEAVES = /^return(?:\s+(?:None|nil|null|undefined|true))?;?$/;
/** At the top level these end the whole file, before or after its tests have run. */
const ENDS_FILE =
  /^(?:process\.exit\(0?\);?|exit(?:\s+0)?|(?:sys\.)?exit\(0?\)|os\._exit\(0\)|quit\(\)|os\.Exit\(0\)|return;?|__END__|done_testing;)$/;
const BUILD = /^(?:\/\/go:build|\/\/ \+build)\b/;

const leavesOut = (text: string): boolean => LEAVES_OUT.some((it) => it.test(text));

/** Lines that skip tests of a file, wherever they are in it. */
export function marksIn(text: string): string[] {
  const marks = uncommentedLines(text).flatMap((it) =>
    leavesOut(it.text) || (it.indent === 0 && ENDS_FILE.test(it.text)) ? [it.text] : [],
  );
  return [...marks, ...text.split(/\r?\n/).filter((it) => BUILD.test(it))];
}

/** `loose` is for files that contain only tests. */
export function testCases(text: string, loose: boolean): TestCase[] {
  const lines = uncommentedLines(text);
  const cases = lines.flatMap((line, at) => {
    const begun = nameAt(lines, at, loose);
    return begun ? [{ ...caseAt(lines, line, at, begun), outermost: line.indent === 0 }] : [];
  });
  // In Python, the last definition of a name wins.
  return cases.map(({ outermost, ...it }, at) => {
    const again =
      outermost && it.form === BY_DEF && cases.slice(at + 1).some((one) => one.outermost && one.form === BY_DEF && one.name === it.name);
    return again ? { ...it, leftOut: true } : it;
  });
}

type Begun = { name: string; form: number; from: number };
const BY_ATTRIBUTE = -1;
/** The index of `def test…` in the list. */
const BY_DEF = 2;

function nameAt(lines: readonly LiveLine[], at: number, loose: boolean): Begun | undefined {
  const own = lines[at]?.text ?? '';
  if (own === '') return undefined;
  // A formatter puts a long title on a line of its own.
  const text = /^[\w.]+\($/.test(own) ? `${own}${lines[at + 1]?.text ?? ''}` : own;
  for (const [form, declares] of (loose ? [...NAMED, CALLED] : NAMED).entries()) {
    const name = declares.exec(text)?.groups?.name;
    if (name === undefined) continue;
    // The expected output of a doctest belongs to it.
    return { name: name.startsWith('>>> ') ? `${name} ${textBehind(lines, at)}` : name, form, from: at };
  }
  if (!ATTRIBUTE.test(text)) return undefined;
  const behind = /\]\s*(?=(?:pub\s|async\s|fn\s|.*=>|\S))(.*)$/.exec(text)?.[1];
  if (behind !== undefined && behind !== '') return { name: nameIn(behind) ?? behind, form: BY_ATTRIBUTE, from: at };
  for (let next = at + 1; next < Math.min(lines.length, at + 10); next++) {
    const { text: candidate = '' } = lines[next] ?? {};
    if (candidate === '' || ABOVE.test(candidate)) continue;
    return { name: nameIn(candidate) ?? candidate, form: BY_ATTRIBUTE, from: next };
  }
  return { name: text, form: BY_ATTRIBUTE, from: at };
}

const nameIn = (text: string): string | undefined => {
  const [, rust, kotlin, other] = NAMES.exec(text) ?? [];
  return rust ?? kotlin ?? other;
};

const textBehind = (lines: readonly LiveLine[], at: number): string => {
  const next = lines[at + 1]?.text ?? '';
  return next.startsWith('>>> ') ? '' : next;
};

function caseAt(lines: readonly LiveLine[], line: LiveLine, at: number, { name, form, from }: Begun): TestCase {
  const own = lines[from]?.text ?? '';
  const body: string[] = [];
  for (let next = from + 1; next < lines.length; next++) {
    const it = lines[next];
    if (!it) break;
    if (it.text === '') continue;
    if (it.indent <= line.indent) break;
    body.push(it.text);
  }
  // All on one line.
  if (body.length === 0) body.push(own.replace(name, ''));
  return {
    name,
    form,
    body,
    asserts: body.filter((it) => ASSERTS.test(it) && !TRIVIAL.test(it) && !NO_MATCHER.test(it)).length,
    leftOut:
      LEAVES.test(body[0] ?? '') || [...aboveOf(lines, at), ...lines.slice(at, from + 1).map((it) => it.text), ...body].some(leavesOut),
  };
}

function aboveOf(lines: readonly LiveLine[], at: number): string[] {
  const above: string[] = [];
  for (let before = at - 1; before >= 0; before--) {
    const text = lines[before]?.text ?? '';
    if (!ABOVE.test(text)) break;
    above.push(text);
  }
  return above;
}

/** If a file contains tests among other things, all assertions in it. */
export function assertionsIn(text: string): string[] {
  const lines = uncommentedLines(text).map((it) => it.text);
  return lines.filter((it) => /^(?:debug_)?assert\w*!?[\s(.]|^(?:\w+\.)*(?:assert\w*|expect|should\w*)\s*[(.]|^return\s+expect\(/.test(it));
}
