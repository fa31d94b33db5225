// Lines that ask who runs the program: a test runner, a CI server, a caller whose name says test, a date.

import { anyOf, type Marks } from './mark.ts';

/** Environment variables by which a program knows that a test or CI runs it. */
const TOLD = anyOf(
  'CI',
  'CONTINUOUS_INTEGRATION',
  'GITHUB_ACTIONS',
  'GITLAB_CI',
  'TEST',
  'TESTING',
  'NODE_TEST_CONTEXT',
  'JEST_WORKER_ID',
  'VITEST\\w*',
  'MOCHA\\w*',
  'AVA_PATH',
  'BUN_TEST',
  'npm_lifecycle_event',
  'PYTEST_\\w+',
  'TOX_\\w+',
  'RUST_TEST\\w*',
  'NEXTEST\\w*',
  'BATS_\\w+',
  'PHPUNIT\\w*',
);
const READERS = anyOf('environ', 'getenv', 'Getenv', 'LookupEnv', 'ENV', 'var', 'var_os', 'env!', 'option_env!', 'GetEnvironmentVariable');
const PYTHON_RUNNERS = anyOf('_?pytest', 'unittest', 'nose2?', 'doctest', 'hypothesis');
const TEST_GLOBALS = '(?:it|test|describe|expect|jest|vi|vitest|mocha)';
const NOW = anyOf(
  '\\bDate\\.now\\(\\)',
  '\\btime\\.time\\(\\)',
  '\\bnew Date\\(\\)',
  '\\b(?:datetime|date)\\.(?:now|today|utcnow)\\([^)]*\\)',
  '\\btime\\.Now\\(\\)(?:\\.Unix\\w*\\(\\))?',
  '\\bcurrentTimeMillis\\(\\)',
);
const A_DAY = '(?:\\d[\\d_]{8,}|(?:new Date|Date\\.UTC|Date\\.parse|datetime(?:\\.datetime)?|date)\\(\\s*["\'`\\d])';

const ENVIRONMENT: Marks = [
  new RegExp(`\\benv\\s*(?:\\?\\.|\\.|(?:\\?\\.)?\\[\\s*["'\`])${TOLD}\\b`),
  new RegExp(`\\{[^{}]*(?<![\\w$])${TOLD}\\b[^{}]*\\}\\s*=\\s*[\\w.]*\\benv\\b`),
  new RegExp(`\\b${READERS}\\b[^"'\`]{0,8}["'\`]${TOLD}["'\`]`),
  new RegExp(`["']${TOLD}["']\\s+(?:not\\s+)?in\\s+(?:os\\.)?environ\\b`),
  new RegExp(`\\$\\{?${TOLD}\\b`),
  /\bNODE_ENV\b.{0,12}["'`]test["'`]/,
  /["'`]test["'`]\s*[!=]==?\s*[\w.]*NODE_ENV\b/,
  /\b(?:Rails|Mix|App)\.env(?:\.test\?|\(\)\s*==\s*:test)/,
];

const COMMAND_LINE: Marks = [
  /\b(?:argv0|execArgv|argv\s*(?:\?\.)?\[\s*[01]\s*\]|Args\[0\]|PROGRAM_NAME)\W[^;]*["'`/][^"'`/]*(?:test|spec)/i,
  /["'][^"']*(?:test|spec)[^"']*["']\s+in\s+sys\.argv/i,
  /\bexecArgv\b\s*\.(?:length|includes|some)/i,
  /\b(?:process\.cwd|os\.getcwd|getcwd)\(\)\s*(?:\?\.|\.)\s*(?:includes|endsWith|startsWith|match|indexOf|endswith|startswith)\(/,
];

const CALLERS: Marks = [
  /\bnew Error\([^)]*\)\s*\.stack\b/,
  /\.stack\s*(?:\?\.|\.)\s*(?:includes|match|indexOf|search)\(/,
  /\bgetStackTrace\(\)\s*\[/,
  /\bStackWalker\b/,
  /\binspect\.(?:stack|currentframe|getouterframes)\(/,
  /\b_getframe\(/,
  /\btraceback\.(?:extract|format|walk)_stack\(/,
  /\bruntime\.Callers?\(/,
  /\bcaller_locations\b/,
  /\bdebug_backtrace\(/,
];

/** What is only there while tests run. */
const LOADED: Marks = [
  /\btypeof\s+(?:test|it|describe|expect|jest|vi|mocha|beforeEach|afterEach)\s*[!=]==?\s*["'`](?:function|undefined)["'`]/,
  new RegExp(`\\b(?:globalThis|global|window|self)\\s*(?:\\?\\.|\\.|\\[\\s*["'\`])${TEST_GLOBALS}\\b(?!\\s*=[^=])`),
  new RegExp(`["']${PYTHON_RUNNERS}["']\\s*(?:not\\s+)?in\\s+(?:sys\\.)?modules\\b`),
  new RegExp(`\\bsys\\.modules\\b.*["']${PYTHON_RUNNERS}`),
  new RegExp(`\\b(?:find_spec|import_module)\\(\\s*["']${PYTHON_RUNNERS}`),
  /\bcfg!\(.*\btest\b/,
  /\bcfg\(\s*not\(\s*test\b/,
  /\btesting\.Testing\(\)/,
  /\bflag\.Lookup\(\s*["']test\./,
  /\bClass\.forName\(\s*["'](?:org\.junit|junit|org\.testng)/,
  /\bdefined\?\(?\s*(?:RSpec|Minitest|Test::Unit)/,
  /\b(?:defined|class_exists)\(\s*["'](?:PHPUNIT|PHPUnit)/,
];

/** A time bomb. */
const DATES: Marks = [new RegExp(`${NOW}\\s*[<>]=?\\s*${A_DAY}`)];

export const ASKS_WHO_RUNS: Marks = [...ENVIRONMENT, ...COMMAND_LINE, ...CALLERS, ...LOADED, ...DATES];
