// Lines in the product that ask who runs it: a test runner, a CI server, a caller whose name says test. What answers rightly only
// there is no work, and no run of the tests can show that; so a person looks.

import { statements } from './live-lines.ts';
import type { Changed } from './lost-tests.ts';
import { isProse, type Silenced } from './silenced.ts';

/** Environment variables by which a program knows that a test or CI runs it. */
const TOLD =
  '(?:CI|CONTINUOUS_INTEGRATION|GITHUB_ACTIONS|GITLAB_CI|TEST|TESTING|NODE_TEST_CONTEXT|JEST_WORKER_ID|VITEST\\w*|MOCHA\\w*|AVA_PATH|BUN_TEST|npm_lifecycle_event|PYTEST_\\w+|TOX_\\w+|RUST_TEST\\w*|NEXTEST\\w*|BATS_\\w+|PHPUNIT\\w*)';
const RUNNERS = '(?:_?pytest|unittest|nose2?|doctest|hypothesis)';

const KNOWS: readonly RegExp[] = [
  new RegExp(`\\benv\\s*(?:\\?\\.|\\.|(?:\\?\\.)?\\[\\s*["'\`])${TOLD}\\b`),
  new RegExp(`\\{[^{}]*(?<![\\w$])${TOLD}\\b[^{}]*\\}\\s*=\\s*[\\w.]*\\benv\\b`),
  new RegExp(
    `\\b(?:environ|getenv|Getenv|LookupEnv|ENV|var|var_os|env!|option_env!|GetEnvironmentVariable)\\b[^"'\`]{0,8}["'\`]${TOLD}["'\`]`,
  ),
  new RegExp(`["']${TOLD}["']\\s+(?:not\\s+)?in\\s+(?:os\\.)?environ\\b`),
  new RegExp(`\\$\\{?${TOLD}\\b`),
  /\bNODE_ENV\b.{0,12}["'`]test["'`]|["'`]test["'`]\s*[!=]==?\s*[\w.]*NODE_ENV\b|\b(?:Rails|Mix|App)\.env(?:\.test\?|\(\)\s*==\s*:test)/,
  /\b(?:argv0|execArgv|argv\s*(?:\?\.)?\[\s*[01]\s*\]|Args\[0\]|PROGRAM_NAME)\W[^;]*["'`/][^"'`/]*(?:test|spec)|["'][^"']*(?:test|spec)[^"']*["']\s+in\s+sys\.argv|\bexecArgv\b\s*\.(?:length|includes|some)/i,
  /\bnew Error\([^)]*\)\s*\.stack\b|\.stack\s*(?:\?\.|\.)\s*(?:includes|match|indexOf|search)\(|\bgetStackTrace\(\)\s*\[|\bStackWalker\b/,
  /\binspect\.(?:stack|currentframe|getouterframes)\(|\b_getframe\(|\btraceback\.(?:extract|format|walk)_stack\(|\bruntime\.Callers?\(|\bcaller_locations\b|\bdebug_backtrace\(/,
  /\b(?:process\.cwd|os\.getcwd|getcwd)\(\)\s*(?:\?\.|\.)\s*(?:includes|endsWith|startsWith|match|indexOf|endswith|startswith)\(/,
  /\btypeof\s+(?:test|it|describe|expect|jest|vi|mocha|beforeEach|afterEach)\s*[!=]==?\s*["'`](?:function|undefined)["'`]|\b(?:globalThis|global|window|self)\s*(?:\?\.|\.|\[\s*["'`])(?:it|test|describe|expect|jest|vi|vitest|mocha)\b(?!\s*=[^=])/,
  new RegExp(
    `["']${RUNNERS}["']\\s*(?:not\\s+)?in\\s+(?:sys\\.)?modules\\b|\\bsys\\.modules\\b.*["']${RUNNERS}|\\b(?:find_spec|import_module)\\(\\s*["']${RUNNERS}`,
  ),
  /\bcfg!\(.*\btest\b|\bcfg\(\s*not\(\s*test\b/,
  /\btesting\.Testing\(\)|\bflag\.Lookup\(\s*["']test\.|\bClass\.forName\(\s*["'](?:org\.junit|junit|org\.testng)|\bdefined\?\(?\s*(?:RSpec|Minitest|Test::Unit)|\b(?:defined|class_exists)\(\s*["'](?:PHPUNIT|PHPUnit)/,
  // A time bomb.
  /(?:\bDate\.now\(\)|\btime\.time\(\)|\bnew Date\(\)|\b(?:datetime|date)\.(?:now|today|utcnow)\([^)]*\)|\btime\.Now\(\)(?:\.Unix\w*\(\))?|\bcurrentTimeMillis\(\))\s*[<>]=?\s*(?:\d[\d_]{8,}|(?:new Date|Date\.UTC|Date\.parse|datetime(?:\.datetime)?|date)\(\s*["'`\d])/,
];

/** Lines that are new, i.e. that were nowhere in the changed files before. */
export function knowsJudge(changed: readonly Changed[], isTest: (path: string) => boolean): Silenced[] {
  const there = new Set(changed.flatMap(({ before }) => statements(before)));
  return changed
    .filter(({ path }) => !isTest(path) && !isProse(path))
    .flatMap(({ path, after }) =>
      statements(after).flatMap((line) => (!there.has(line) && KNOWS.some((it) => it.test(line)) ? [{ path, line }] : [])),
    );
}
