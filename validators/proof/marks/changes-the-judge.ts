// Lines by which the product changes what judges it: assertions, the built-ins that they call, equality, the loading of modules, the
// files of the tests.

import { anyOf, type Marks } from './mark.ts';

/** Names by which tests compare and are run. */
const JUDGES = anyOf(
  'strictEqual',
  'deepEqual',
  'deepStrictEqual',
  'notStrictEqual',
  'assert(?:Equals?|NotEquals?|True|False|That|In|Is|Raises|AlmostEqual)',
  'toBe',
  'toEqual',
  'toStrictEqual',
  'wasSuccessful',
  'testPartExecutor',
  'runTest',
  'call_runtest_hook',
  'pytest_\\w+',
  'exec_module',
);
const BUILT_INS = anyOf('Object', 'Array', 'Number', 'String', 'Boolean', 'Promise', 'JSON', 'Error', 'Reflect', 'Symbol', 'Function');
/** What a test's program cannot do without. */
const HELD = anyOf(
  'require\\(\\s*["\'](?:node:)?assert',
  'assert\\b',
  'expect\\b',
  'chai\\b',
  'unittest\\b',
  'pytest\\b',
  'TestCase\\b',
  'process\\b',
  'globalThis\\b',
);
const RUNNERS = anyOf('node:test', 'bun:test', 'vitest', '@jest\\/globals', '@std\\/testing', 'mocha', 'ava', 'uvu');

const ASSERTIONS: Marks = [
  /\b(?:globalThis|global|window|self)\.(?:it|test|describe|expect|assert)\s*=[^=]/,
  /\b(?:assert|expect|chai|unittest|pytest|_pytest)(?:\.\w+)+\s*=[^=]/,
  /\bTestCase(?:\.\w+)+\s*=[^=]/,
  /["']TestCase["']/,
  new RegExp(`\\b(?:Object\\.(?:assign|defineProperty|defineProperties)|Reflect\\.set|setattr)\\(\\s*${HELD}`),
  new RegExp(`(?<!\\bexports)(?:\\.|\\[\\s*["'\`])${JUDGES}(?:["'\`]\\s*\\])?\\s*=(?!=)`),
  new RegExp(`(?:\\bfrom|\\bimport|\\brequire\\()\\s*\\(?["']${RUNNERS}["'/]`),
];

const LANGUAGE: Marks = [
  new RegExp(`\\b${BUILT_INS}(?:\\.prototype)?\\.\\w+\\s*=(?!=)`),
  /\b(?:__builtins__|builtins)(?:\.\w+|\[[^\]]*\])\s*=(?!=)/,
  /^#\s*undef\s+\w*assert/,
  /^#\s*define\s+(?:NDEBUG|\w*assert\w*|main|exit|abort|return|if|while|puts|printf|fail|ASSERT\w*|EXPECT\w*|CHECK\w*|TEST\w*)\b/,
  /\bmacro_rules!\s*(?:debug_)?(?:assert|panic|unreachable)/,
  /\b__attribute__\(\(\s*(?:constructor|destructor)/,
];

/** A value that equals everything. */
const EQUALITY: Marks = [
  /\bdef\s+__(?:eq|ne)__\([^)]*\)[^:]*:\s*return True\b/,
  /\b__eq__["']?\s*[:=]\s*lambda\b[^:]*:\s*True\b/,
  /\bfn\s+eq\([^)]*\)\s*->\s*bool\s*\{\s*true\b/,
  /\bequals\([^)]*\)\s*(?::\s*Boolean\s*)?(?:\{\s*return\s+true\b|=>?\s*true\b)/,
];

const LOADING: Marks = [
  /\._(?:load|extensions|resolveFilename|compile)\s*=(?!=)/,
  /\brequire\.(?:cache|extensions)\b/,
  /\bregisterHooks\(/,
  /\bsys\.(?:(?:meta_path|path_hooks)(?:\.(?:insert|append)\(|\s*[+[=]|\[)|settrace|setprofile)/,
];

const FILES: Marks = [
  /\b(?:writeFile|appendFile|unlink|rm|rename|truncate|copyFile)(?:Sync)?\(\s*["'`][^"'`]*(?:\btests?\b|\bspecs?\b|__tests__)/,
];

export const CHANGES_THE_JUDGE: Marks = [...ASSERTIONS, ...LANGUAGE, ...EQUALITY, ...LOADING, ...FILES];
