// Lines in the product that silence a check, or end it before it has a result: `eslint-disable`, an exit with 0 or a skipped test in
// code that a test loads. Each may be legitimate, but none is the work itself: if such a check is the proof, a person looks.

import { uncommentedLines } from './live-lines.ts';
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

const ENDS: readonly RegExp[] = [
  /\bprocess\.(?:exit|reallyExit)\(\s*0?\s*\)|\bprocess\.exitCode\s*=\s*0\b|\bprocess\.kill\(\s*process\.pid|\b(?:Deno|Bun)\.exit\(\s*0?\s*\)/,
  /\bprocess\.(?:exit|reallyExit|on|once)\s*=[^=]|\bprocess\.(?:on|once|prependListener)\(\s*["'`](?:exit|beforeExit|uncaughtException|unhandledRejection)/,
  /\bos\._exit\(\s*0?\s*\)|\bsys\.exit\(\s*(?:0|None)?\s*\)|\braise\s+SystemExit\b(?!\(\s*[1-9])|(?<![\w.])(?:exit|quit)\(\s*0?\s*\)|\batexit\.register|\bsys\.(?:modules\[|excepthook\s*=)/,
  /\bos\.Exit\(\s*0\s*\)|\bprocess::exit\(\s*0\s*\)|\bSystem\.exit\(\s*0\s*\)|\bRuntime\.getRuntime\(\)\.halt|\bEnvironment\.Exit\(\s*0\s*\)|\b_?exit\(\s*EXIT_SUCCESS\s*\)|\b_exit\(\s*0\s*\)|\bat_exit\b|\bexit!/,
  /\b(?:globalThis|global|window|self)\.(?:it|test|describe|expect|assert)\s*=[^=]|\b(?:assert|expect|chai|unittest|pytest|_pytest)(?:\.\w+)+\s*=[^=]|\bTestCase(?:\.\w+)+\s*=[^=]/,
  /\b(?:Object\.(?:assign|defineProperty|defineProperties)|Reflect\.set|setattr)\(\s*(?:require\(\s*["'](?:node:)?assert|assert\b|expect\b|chai\b|unittest\b|pytest\b|TestCase\b|process\b|globalThis\b)/,
  // Another program takes the place of the one that runs the test.
  /\bprocess\.execve\(|\bos\.exec[lv]p?e?\(|\bos\.posix_spawn|\bsyscall\.Exec\(|\bexec[lv]p?e?\(\s*["']|\bKernel\.exec\b|^\s*exec\s+["']\w/,
  // `exit` under another name.
  /\bprocess\s*\??\.?\[|\{[^}]*\b(?:exit|reallyExit|execve)\b[^}]*\}\s*=\s*(?:process\b|require\(\s*["'](?:node:)?process)|\{[^}]*\b(?:exit|reallyExit|execve)\b[^}]*\}\s*from\s*["'](?:node:)?process|\bfrom\s+(?:os|sys)\s+import\b.*\b(?:_?exit|exec[lv]\w*)\b|\bgetattr\(\s*(?:os|sys)\b/,
  // A test that is skipped is not red. Code that a test calls can skip it.
  /\b(?:raise|throw)\s+(?:new\s+)?(?:[\w.:\\]*[.:\\])?(?:SkipTest|SkipException|SkippedTestError|SkippedTest|SkippedWithMessageException|TestAbortedException|TestSkippedException|AssumptionViolatedException|AssumptionFailedException|Skip(?:ped)?|SkipDeclaredInExample|IgnoreException|InconclusiveException)\b/,
  /\b(?:pytest|unittest)\.(?:skip|xfail|exit|importorskip|skipTest)\b|\bfrom\s+(?:pytest|unittest|_pytest)\b.*\bimport\b|\bAssum(?:e|ptions)\.\w+\(|\bmarkTestSkipped\(|\bskip_all\b|\bAssert\.(?:Ignore|Inconclusive|Pass)\(/,
];

export type Silenced = { path: string; line: string };

/** Lines that are new, i.e. that were nowhere in the changed files before. */
export function silencedBy(changed: readonly Changed[], isTest: (path: string) => boolean): { looksAway: Silenced[]; ends: Silenced[] } {
  const product = changed.filter(({ path }) => !isTest(path) && !/\.(?:md|mdx|rst|txt|adoc)$/i.test(path));
  const there = new Set(changed.flatMap(({ before }) => before.split(/\r?\n/).map((it) => it.trim())));
  const fresh = (lines: readonly string[], marks: readonly RegExp[]): string[] =>
    lines.map((it) => it.trim()).filter((it) => !there.has(it) && marks.some((mark) => mark.test(it)));
  return {
    looksAway: product.flatMap(({ path, after }) => fresh(after.split(/\r?\n/), LOOKS_AWAY).map((line) => ({ path, line }))),
    ends: product.flatMap(({ path, after }) =>
      fresh(
        uncommentedLines(after).map((it) => it.text),
        ENDS,
      ).map((line) => ({ path, line })),
    ),
  };
}
