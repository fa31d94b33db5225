// Lines in the product that silence a check, or end it before it has a result: `eslint-disable`, an exit with 0 or a skipped test in
// code that a test loads. Each may be legitimate, but none is the work itself: if such a check is the proof, a person looks.

import { inPieces, statements } from './live-lines.ts';
import type { Changed } from './lost-tests.ts';

const LOOKS_AWAY: readonly RegExp[] = [
  /\b(?:eslint|tslint|oxlint|stylelint|markdownlint|swiftlint|shellcheck|rubocop|pylint|phpcs|credo)[-:]?\s*(?:disable|ignore|todo)/i,
  /\b(?:biome|prettier|phpstan|deno-lint|hadolint|dialyzer)[-_ ](?:ignore|suppress)|\bpsalm-suppress|@dialyzer\b/i,
  /@ts-(?:ignore|expect-error|nocheck)|\b(?:type|mypy|pyright|pyre|luacheck|lint|yamllint)(?::\s*|-)(?:ignore|disable|fixme)/i,
  /\b(?:flake8:|ruff:)?\s*noqa\b|\bnosec\b|\/\/\s?nolint\b|\bNOSONAR\b|\bNOPMD\b|\bNOLINT|CHECKSTYLE:?\s?OFF|\bnosemgrep\b|gitleaks:allow/,
  /\b(?:fmt|isort|black|yapf|clang-format|formatter):?\s*(?:off|skip|disable)\b/i,
  /^\s*#!?\[\s*(?:(?:cfg_attr\(.*,\s*)?(?:allow|expect)\(|rustfmt::skip)|@Suppress(?:Warnings|Lint)?\(|@SuppressFBWarnings|#pragma\s+(?:warning\s+disable|\w+\s+diagnostic\s+ignored)/,
  /\b(?:istanbul|c8|v8|coverage)[: ]+ignore|pragma:\s*no[- ]?cover|LCOV_EXCL/i,
];

/** Python reads the letters of such a source as other letters. */
const CODING = /^\s*#.*?coding[:=]\s*(?!utf-?8\b|(?:us-)?ascii|latin|iso)[\w-]+/i;

const ENDS: readonly RegExp[] = [
  CODING,
  /\bprocess\s*(?:\?\.|\.)\s*(?:exit|reallyExit)\s*(?:\?\.)?\(\s*0?\s*\)|\bprocess\.exitCode\s*=\s*0\b|\bprocess\.kill\(\s*process\.pid|\b(?:Deno|Bun)\.exit\(\s*0?\s*\)/,
  /\bprocess\.(?:exit|reallyExit|on|once)\s*=[^=]|\bprocess\.(?:on|once|prependListener)\(\s*["'`](?:exit|beforeExit|uncaughtException|unhandledRejection)/,
  /\bos\._exit\(\s*0?\s*\)|\bsys\.exit\(\s*(?:0|None)?\s*\)|\braise\s+SystemExit\b(?:\(\s*(?:0|None)?\s*\)|(?!\())|(?<![\w.])(?:exit|quit)\(\s*0?\s*\)|\batexit\.register|\bsys\.(?:modules\[[^\]]*\]|excepthook)\s*=(?!=)/,
  /\bos\.Exit\(\s*0\s*\)|\bprocess::exit\(\s*0\s*\)|\bSystem\.exit\(\s*0\s*\)|\bRuntime\.getRuntime\(\)\.halt|\bEnvironment\.Exit\(\s*0\s*\)|\b_?exit\(\s*EXIT_SUCCESS\s*\)|\b_exit\(\s*0\s*\)|\b(?:quick_exit|_Exit)\(\s*0\s*\)|\bsyscall\(\s*\w*(?:exit|EXIT)|\b__asm__\b|\bat_exit\b|\bexit!|\bgetRuntime\(\)\.exit\(\s*0/,
  /\b(?:globalThis|global|window|self)\.(?:it|test|describe|expect|assert)\s*=[^=]|\b(?:assert|expect|chai|unittest|pytest|_pytest)(?:\.\w+)+\s*=[^=]|\bTestCase(?:\.\w+)+\s*=[^=]/,
  /\b(?:Object\.(?:assign|defineProperty|defineProperties)|Reflect\.set|setattr)\(\s*(?:require\(\s*["'](?:node:)?assert|assert\b|expect\b|chai\b|unittest\b|pytest\b|TestCase\b|process\b|globalThis\b)/,
  // Another program takes the place of the one that runs the test.
  /\bprocess\.execve\(|\bos\.exec[lv]p?e?\(|\bos\.posix_spawn|\bsyscall\.Exec\(|\bexec[lv]p?e?\(\s*["']|\bKernel\.exec\b|^\s*exec\s+["']\w/,
  // `exit` under another name.
  /\bprocess\s*\??\.?\[|\{[^{}]*\b(?:exit|reallyExit|execve)\b[^{}]*\}\s*=\s*(?:process\b|require\(\s*["'](?:node:)?process)|\{[^{}]*\b(?:exit|reallyExit|execve)\b[^{}]*\}\s*from\s*["'](?:node:)?process|\bfrom\s+(?:os|sys)\s+import\b.*\b(?:_?exit|exec[lv]\w*)\b|\bgetattr\(\s*(?:os|sys)\s*,(?!\s*["'](?!_?exit|exec)\w+["'])(?!\s*\w+\s*[,)])/,
  /\(\s*["'](?:node:)?process["']\s*\)\s*[.[]|\bReflect\.(?:get|apply)\(\s*process\b/,
  /\bprocess\.(?:exit|reallyExit)\.(?:call|apply|bind)\b|=\s*process\.(?:exit|reallyExit)\b(?!\s*[(.?])|\b(?:setTimeout|setImmediate|queueMicrotask|nextTick)\(\s*process\.(?:exit|reallyExit)\b/,
  // A letter that is written as a number hides a word.
  /\\u(?:00|\{0*)(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])/i,
  /(?<![\w.])eval\((?!\))|\bnew\s+Function\(|\bvm\.run\w+\(|\bctypes\.(?:CDLL\(\s*None|pythonapi)|\b__import__\(\s*(?:["'](?:os|sys|ctypes|builtins|unittest|pytest)["']|[^)]*["']\s*\+)|(?<![\w.])exec\(\s*(?:open|chr|base64|compile|bytes|zlib|codecs)\b/,
  // What a test compares with, and what it calls.
  /(?<!\bexports)(?:\.|\[\s*["'`])(?:strictEqual|deepEqual|deepStrictEqual|notStrictEqual|assert(?:Equals?|NotEquals?|True|False|That|In|Is|Raises|AlmostEqual)|toBe|toEqual|toStrictEqual|wasSuccessful|testPartExecutor|runTest|call_runtest_hook|pytest_\w+|exec_module)(?:["'`]\s*\])?\s*=(?!=)/,
  /\b(?:Object|Array|Number|String|Boolean|Promise|JSON|Error|Reflect|Symbol|Function)(?:\.prototype)?\.\w+\s*=(?!=)|\b(?:__builtins__|builtins)(?:\.\w+|\[[^\]]*\])\s*=(?!=)|\._(?:load|extensions|resolveFilename|compile)\s*=(?!=)|\brequire\.(?:cache|extensions)\b|\bregisterHooks\(|\bsys\.(?:(?:meta_path|path_hooks)(?:\.(?:insert|append)\(|\s*[+[=]|\[)|settrace|setprofile)/,
  /(?:\bfrom|\bimport|\brequire\()\s*\(?["'](?:node:test|bun:test|vitest|@jest\/globals|@std\/testing|mocha|ava|uvu)["'/]|["']TestCase["']/,
  /\bdef\s+__(?:eq|ne)__\([^)]*\)[^:]*:\s*return True\b|\b__eq__["']?\s*[:=]\s*lambda\b[^:]*:\s*True\b|\bfn\s+eq\([^)]*\)\s*->\s*bool\s*\{\s*true\b|\bequals\([^)]*\)\s*(?::\s*Boolean\s*)?(?:\{\s*return\s+true\b|=>?\s*true\b)/,
  /^#\s*(?:undef\s+\w*assert|define\s+(?:NDEBUG|\w*assert\w*|main|exit|abort|return|if|while|puts|printf|fail|ASSERT\w*|EXPECT\w*|CHECK\w*|TEST\w*)\b)|\bmacro_rules!\s*(?:debug_)?(?:assert|panic|unreachable)|\b__attribute__\(\(\s*(?:constructor|destructor)/,
  /\b(?:writeFile|appendFile|unlink|rm|rename|truncate|copyFile)(?:Sync)?\(\s*["'`][^"'`]*(?:\btests?\b|\bspecs?\b|__tests__)/,
  // A test that is skipped is not red. Code that a test calls can skip it.
  /\b(?:raise|throw)\s+(?:new\s+)?(?:[\w.:\\]*[.:\\])?(?:SkipTest|SkipException|SkippedTestError|SkippedTest|SkippedWithMessageException|TestAbortedException|TestSkippedException|AssumptionViolatedException|AssumptionFailedException|Skip(?:ped)?|SkipDeclaredInExample|IgnoreException|InconclusiveException)\b/,
  /\b(?:pytest|unittest)\.(?:skip|xfail|exit|importorskip|skipTest)\b|\bfrom\s+(?:pytest|unittest|_pytest)\b.*\bimport\b|\bimport\s+(?:pytest|unittest|_pytest)\S*\s+as\b|\bAssum(?:e|ptions)\.\w+\(|\bmarkTestSkipped\(|\bskip_all\b|\bAssert\.(?:Ignore|Inconclusive|Pass)\(/,
];

export type Silenced = { path: string; line: string };

/** Text and data that no program runs, unless another line tells it to. */
export const isProse = (path: string): boolean => /\.(?:md|mdx|rst|adoc|json|csv|svg|po)$/i.test(path);

/** Lines that are new, i.e. that were nowhere in the changed files before. */
export function silencedBy(changed: readonly Changed[], isTest: (path: string) => boolean): { looksAway: Silenced[]; ends: Silenced[] } {
  const product = changed.filter(({ path }) => !isTest(path) && !isProse(path));
  const fresh = (linesOf: (text: string) => string[], marks: readonly RegExp[]): Silenced[] => {
    const there = new Set(changed.flatMap(({ before }) => linesOf(before)));
    return product.flatMap(({ path, after }) =>
      linesOf(after).flatMap((line) => (!there.has(line) && marks.some((mark) => mark.test(line)) ? [{ path, line }] : [])),
    );
  };
  const written = (text: string): string[] => inPieces(text.split(/\r?\n/).map((it) => it.trim()));
  return { looksAway: fresh(written, LOOKS_AWAY), ends: fresh(run, ENDS) };
}

/** The head of a comparison also with what follows, and the comment that names the encoding of a source. */
const run = (text: string): string[] => {
  const lines = underOwnNames(statements(text));
  const heads = lines.flatMap((line, at) =>
    /\b(?:__eq__|__ne__|eq|equals)\(.*[:{]$/.test(line) ? [`${line} ${lines[at + 1] ?? ''}`] : [],
  );
  return [...lines, ...heads, ...text.split('\n', 2).filter((it) => CODING.test(it))];
};

/** What stands for a module that can end a program. */
const ALIASES: readonly (readonly [names: RegExp, module: string])[] = [
  [/\b(?:const|let|var)\s+(\w+)\s*=\s*(?:(?:globalThis|global)\.)?process\s*(?:[;,]|$)/, 'process'],
  [/\bimport\s+(?:\*\s*as\s+)?(\w+)\s+from\s+["'](?:node:)?process["']/, 'process'],
  [/\b(\w+)\s*=\s*(?:await\s+)?\w+\(\s*["'](?:node:)?process["']\s*\)/, 'process'],
  [/\bimport\s+os\s+as\s+(\w+)/, 'os'],
  [/\bimport\s+sys\s+as\s+(\w+)/, 'sys'],
];

function underOwnNames(lines: readonly string[]): readonly string[] {
  const found = ALIASES.flatMap(([names, module]) =>
    lines.flatMap((line) => {
      const [, name] = names.exec(line) ?? [];
      return name === undefined || name === module ? [] : [{ name: new RegExp(`(?<![\\w.])${name}(?=\\s*(?:\\?\\.)?[.[])`, 'g'), module }];
    }),
  );
  return found.length === 0 ? lines : lines.map((line) => found.reduce((it, { name, module }) => it.replace(name, module), line));
}
