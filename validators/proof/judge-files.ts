// The files, besides its tests, that determine how a stage is judged: those that a command names, and those that build tools and
// test runners read first. If a stage changes one of them, a person looks at it.

import { posix } from 'node:path';

type PathTest = (path: string) => boolean;

/** By tool, each name in lower case. */
const TABLE: readonly (readonly [tool: string, names: string])[] = [
  ['scripts, and the shell that runs them', 'package.json .npmrc .yarnrc .yarnrc.yml .pnpmfile.cjs pnpm-workspace.yaml .parcelrc'],
  [
    'other runtimes and runners of JavaScript',
    'bunfig.toml deno.json deno.jsonc nx.json turbo.json lerna.json .taprc .nvmrc .node-version .labrc.js .testcaferc.json jasmine.json cucumber.js cucumber.cjs cucumber.mjs cucumber.json cucumber.yml mocha.opts nyc.config.js codecept.conf.js codecept.conf.ts protractor.conf.js nightwatch.conf.js nightwatch.json intern.json',
  ],
  [
    'what pytest and tox read from any folder above',
    'pytest.ini .pytest.ini pytest.toml .pytest.toml tox.ini tox.toml setup.cfg pyproject.toml conftest.py noxfile.py .coveragerc nose.cfg .noserc unittest.cfg nose2.cfg behave.ini .behaverc hatch.toml',
  ],
  ['what the Python interpreter itself reads', 'sitecustomize.py usercustomize.py setup.py .python-version'],
  [
    'make and the like',
    'makefile gnumakefile cmakelists.txt cmakepresets.json ctestcustom.cmake justfile .justfile taskfile.yml taskfile.yaml meson.build build.xml build.ninja makefile.am makefile.in configure configure.ac configure.in',
  ],
  [
    'what runs tasks',
    'gruntfile.js gruntfile.cjs gruntfile.ts gruntfile.coffee gulpfile.js gulpfile.cjs gulpfile.mjs gulpfile.ts gulpfile.babel.js jakefile jakefile.js cakefile fabfile.py dodo.py pavement.py snakefile magefile.go earthfile moon.yml project.json angular.json workspace.json rush.json mise.toml .mise.toml devbox.json procfile flake.nix shell.nix build.zig build.mill',
  ],
  ['Rust and Go', 'cargo.toml build.rs rust-toolchain rust-toolchain.toml nextest.toml go.mod go.work .golangci.yml .golangci.toml'],
  ['what of the bytes of every file, and of other repositories, is checked out', '.gitattributes .gitmodules'],
  [
    'the JVM',
    'pom.xml build.gradle build.gradle.kts settings.gradle settings.gradle.kts gradle.properties gradlew mvnw testng.xml junit-platform.properties jvm.config maven.config',
  ],
  [
    'others',
    'directory.build.props gemfile rakefile .rspec phpunit.xml phpunit.xml.dist composer.json .tool-versions mix.exs build.sbt package.swift pubspec.yaml sconstruct wscript dune-project build.bazel .bazelrc module.bazel build workspace workspace.bazel directory.build.targets .runsettings .simplecov .proverc makefile.pl build.pl dist.ini cpanfile phpunit.dist.xml pest.php .user.ini php.ini behat.yml codeception.yml rebar.config stack.yaml cabal.project package.yaml dune dart_test.yaml .busted .luacov .rprofile nim.cfg config.nims',
  ],
  [
    'linters and formatters',
    'biome.json biome.jsonc .flake8 .pylintrc pylintrc mypy.ini .mypy.ini ruff.toml .ruff.toml .bandit .rubocop.yml .rubocop_todo.yml clippy.toml .clippy.toml rustfmt.toml .rustfmt.toml .clang-tidy .clang-format .shellcheckrc .yamllint .yamllint.yml .yamllint.yaml .hadolint.yaml .swiftlint.yml .swift-format .luacheckrc .credo.exs phpstan.neon phpstan.neon.dist phpstan-baseline.neon psalm.xml phpcs.xml .scalafmt.conf detekt.yml checkstyle.xml pyrightconfig.json tslint.json .editorconfig .semgrepignore .gitleaks.toml .gitleaksignore .pre-commit-config.yaml lefthook.yml dangerfile',
  ],
  [
    'what stands in for a runner, where a module of that name is looked for first',
    'unittest.py pytest.py doctest.py nose2.py _pytest.py .pnp.cjs .pnp.loader.mjs',
  ],
];
const NAMES: ReadonlySet<string> = new Set(TABLE.flatMap(([, names]) => names.split(' ')));

const RUNNERS = 'jest|vitest|vite|ava|karma|playwright|cypress|babel|webpack|rollup|esbuild|wdio|testem|stryker';
const PATTERNS: readonly RegExp[] = [
  new RegExp(`^(${RUNNERS})(\\.[\\w-]+)?\\.(config|conf|workspace)\\.\\w+$`),
  /^\.(mocharc|nycrc|c8rc|babelrc|swcrc|avarc)(\.\w+)?$/,
  /^(tsconfig|jsconfig)([.-][\w.-]+)?\.json$/,
  /\.(mk|mak|cmake|csproj|fsproj|vbproj|sln|cabal|gemspec|bzl|gradle|rake|nimble|pth|runsettings)$/,
  /\.gradle\.kts$/,
  /^\.(eslint|prettier|stylelint|oxlint|markdownlint|commitlint|lintstaged|remark)(rc)?(-cli2)?(\.config)?(\.\w+)?$/,
  /^(eslint|prettier|stylelint|commitlint|lint-staged)\.config\.\w+$/,
  /^\.(eslint|prettier|stylelint|markdownlint|pylint|ruff|oxlint)ignore$/,
  /^(setup[-_.]?tests?|tests?[-_.]?setup|(jest|vitest|mocha|ava|spec)[-_.]setup|(test|spec)_helper)(\.\w+)+$/,
];
/** Packages inside the tree: changing them changes the test runner, or what it depends on. */
const INSTALLED = /(^|\/)(node_modules|site-packages|\.?venv|\.yarn|\.bundle|buildSrc|[\w.-]+\.(egg|dist)-info)\//;
const SHADOWS = /(^|\/)(unittest|pytest|_pytest|doctest)\/__(init|main)__\.py$/;

/**
 * What is installed or vendored: another version of a test library is another judge. An upgrade may be the work itself, so the tests
 * tree is without it.
 */
const PINS: ReadonlySet<string> = new Set(
  'package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock poetry.lock pipfile pipfile.lock uv.lock pdm.lock cargo.lock go.sum gemfile.lock composer.lock mix.lock pubspec.lock package.resolved gradle-wrapper.properties libs.versions.toml packages.lock.json directory.packages.props global.json nuget.config paket.lock cpanfile.snapshot'.split(
    ' ',
  ),
);
const isPin = (path: string): boolean =>
  PINS.has(posix.basename(path).toLowerCase()) ||
  /(^|\/)(requirements|constraints)([-_.][\w.-]+)?\.(txt|in)$/i.test(path) ||
  /(^|\/)vendor\//.test(path);

export function isJudgeFile(path: string): boolean {
  const name = posix.basename(path).toLowerCase();
  if (NAMES.has(name) || PATTERNS.some((it) => it.test(name))) return true;
  return /(^|\/)(\.cargo\/config(\.toml)?|\.husky\/.*|\.config\/nextest\.toml)$/.test(path) || INSTALLED.test(path) || SHADOWS.test(path);
}

/** Whether a path is a judge file of commands: by its name, or because one of them names or runs it (`ran`). */
export function judgeFileTest(argvs: readonly (readonly string[])[], ran: Iterable<string> = []): PathTest {
  const named = new Set([...argvs.flat().flatMap(pathsIn), ...ran]);
  return (path) => isJudgeFile(path) || named.has(path);
}

/**
 * Those of the changed files that a person must look at. A test that a command names is a test; what test runners and build tools
 * read is a judge file in any case, even if the globs of the tests match it.
 */
export const judgesAmong = (changed: readonly string[], isJudge: PathTest, isTest: PathTest): string[] =>
  changed.filter((path) => isJudgeFile(path) || isPin(path) || (isJudge(path) && !isTest(path)));

/** A word of a command as a path from the root, and the value of an option in it. */
function pathsIn(word: string): string[] {
  const parts = [word, word.slice(word.indexOf('=') + 1)];
  return parts.map((it) => posix.normalize(it.split('::')[0] ?? '').replace(/^\.\//, '')).filter((it) => /^[^-/.]|^\.[^.]/.test(it));
}
