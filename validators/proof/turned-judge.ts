// Lines of judge files that decide which checks are run, and how strict they are. A stage that names such a file was meant to change it,
// e.g. to add a dependency, but that says nothing of tests that are run no more: so a person looks at these lines in any case.

import { posix } from 'node:path';
import type { Changed } from './changed.ts';
import { isJudgeFile } from './judge-files.ts';
import { inPieces, uncommentedLines } from './live-lines.ts';
import { isMarked, type Marks } from './marks/mark.ts';
import { turnedManifest } from './turned-manifest.ts';

export type Turned = { path: string; line: string };

/** Settings of test runners, as a line of their own or within another. */
const SETTINGS: Marks = [
  /\b(?:include|exclude|specs?|files|testDir|testFiles|testMatch|testRegex|testIgnore|testPathIgnorePatterns|testNamePattern|modulePathIgnorePatterns|roots|rootDir|projects|grep|grepInvert|forbidOnly|ignore|match|dir|root)\b["']?\s*[:=]/,
  /\b(?:bail|retry|retries|retryTimes|passWithNoTests|failWithoutAssertions|allowOnly|allowUncaught|dangerouslyIgnoreUnhandledErrors|onUnhandledError|silent|shard|changed|related|onlyChanged|failZero|failFast|thresholds?|coverageThreshold|expect|fakeTimers|timers|sequence|updateSnapshot|snapshotFormat|serializers)\b["']?\s*[:=]/i,
  /\b(?:alias|moduleNameMapper|moduleDirectories|modulePaths|resolver|resolve|transform|plugins|runner|testRunner|environment|testEnvironment|setupFiles\w*|globalSetup|globalTeardown|setup|require|import|loader|nodeArguments|node-option|execArgv|automock|preset|injectGlobals|reporters?)\b["']?\s*[:=]/,
  /\b(?:addopts|testpaths|python_files|python_classes|python_functions|norecursedirs|collect_ignore\w*|confcutdir|pythonpath|xfail_strict|filterwarnings|required_plugins|usefixtures|pytest_plugins|fail_under|omit|deselect)\b\s*\+?=/,
  /(?:^|\s)(?:--?(?:k|m|ignore|deselect|exclude|grep|bail|retries|passWithNoTests|no-verify|last-failed|lf)\b)/,
  /\bdef pytest_(?!addoption|generate_tests|report|terminal|assertrepr|make_parametrize)\w+/,
  /\bconfig\.(?:option|args|known_args_namespace|pluginmanager|hook)\b/,
  /^(?:script-shell|shell|node-options|ignore-scripts|if-present|prefix|workspaces?|globalconfig|userconfig|script-prepend-node-path)\s*=/,
  /^(?:autotests|test|doctest|harness|bench|default-members|members|exclude|replace|overrides?|path)\s*[.=]|^\[\[?(?:test|bench|patch|replace|profile)\b/,
  /^(?:replace|exclude)\b/,
  /\b(?:commands|allowlist_externals|ignore_outcome|ignore_errors|skip_install|skipTests|testFailureIgnore|ignoreFailures|excludes|failIfNoTests|excludedGroups)\b/,
];

/** What of a makefile is more than another target: what runs its lines, and a line that may fail. */
const MAKES: Marks = [/^(?:export\s+|override\s+)?\.?(?:SHELL|SHELLFLAGS|MAKEFLAGS|GNUMAKEFLAGS|IGNORE|ONESHELL|DEFAULT_GOAL)\b/];

/** A new file of this kind stands before what a runner read until now; that of a linter is mostly the work itself. */
const OF_A_RUNNER = /pytest|tox|conftest|jest|vite|mocha|ava\.|karma|playwright|cypress|npmrc|nycrc|c8rc|pyproject|setup\.cfg/;

/** Lines that are new, changed or gone. `argvs`: the commands that judge the work. */
export function turnedJudges(changed: readonly Changed[], argvs: readonly (readonly string[])[]): Turned[] {
  return changed.flatMap(({ path, before, after }) => {
    if (!isJudgeFile(path)) return [];
    const name = posix.basename(path).toLowerCase();
    const lines =
      name === 'package.json'
        ? turnedManifest(before, after, argvs)
        : /^(?:gnu)?makefile$|\.(?:mk|mak)$/.test(name)
          ? turnedMakefile(before, after)
          : before.trim() === '' && !OF_A_RUNNER.test(name)
            ? []
            : differing(before, after).filter((line) => isMarked(line, SETTINGS));
    return lines.map((line) => ({ path, line }));
  });
}

/** Another target is an addition; other lines of one that was there, or its name again, are not. An `@` only prints less. */
function turnedMakefile(before: string, after: string): string[] {
  const linesOf = (text: string): string[] => text.split(/\r?\n/).flatMap((it) => (/^\s*(?:#|$)/.test(it) ? [] : [it.trimEnd()]));
  const plain = (line: string): string => line.replace(/^(\t\s*)@\s*/, '$1').trim();
  const [was, is] = [linesOf(before), linesOf(after)];
  const left = new Set(is.map(plain));
  const there = new Set(was.map(plain));
  const headOf = (line: string): string | undefined => /^([^\s:=#][^:=#]*?)\s*(?::(?!=)|[:?+!]*=)/.exec(line)?.[1];
  const heads = new Set(was.flatMap((it) => headOf(it) ?? []));
  const gone = was.filter((it) => !left.has(plain(it)));
  let isOwn = false;
  const added = is.filter((line) => {
    const isRecipe = line.startsWith('\t');
    if (!isRecipe) isOwn = there.has(plain(line)) || heads.has(headOf(line) ?? '');
    if (there.has(plain(line))) return false;
    return isRecipe ? isOwn : isOwn || isMarked(line, MAKES) || /^-?s?include\b/.test(line);
  });
  return before.trim() === '' ? [] : [...gone, ...added].map((it) => it.trim());
}

function differing(before: string, after: string): string[] {
  const linesOf = (text: string): string[] => inPieces(uncommentedLines(text).flatMap((it) => (it.text === '' ? [] : [it.text])));
  const [was, is] = [linesOf(before), linesOf(after)];
  const [there, left] = [new Set(was), new Set(is)];
  return [...was.filter((it) => !left.has(it)), ...is.filter((it) => !there.has(it))];
}
