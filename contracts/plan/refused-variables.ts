// Environment variables that influence what a test, a build or an interpreter does. A command that proves a stage never sees one of
// them, even if the settings name it: the same tree must give the same outcome everywhere.

/** A `*` at the end matches anything. docs/protocols.md prints this table. */
export const REFUSED_VARIABLES: readonly (readonly [names: string, because: string])[] = [
  ['NODE_OPTIONS NODE_PATH NODE_V8_COVERAGE NODE_TEST_CONTEXT TS_NODE_*', 'load code into every node, or change what it reports'],
  ['npm_* YARN_* PNPM_* BUN_* DENO_*', 'settings of package managers, as the shell that scripts are run by'],
  ['PYTEST_* PYTHON* TOX_* NOX* COVERAGE_* PIP_*', 'options and plugins of pytest, modules that python loads first'],
  ['LD_* DYLD_* GLIBC_TUNABLES MALLOC_*', 'libraries that are loaded into every program'],
  [
    'JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS MAVEN_* GRADLE_* SBT_OPTS ANT_OPTS',
    'options and agents of the JVM and its build tools',
  ],
  ['GOFLAGS GOENV GODEBUG GOEXPERIMENT GOTOOLDIR GOROOT CGO_*', 'flags of each go command, as -run and -exec'],
  ['RUSTFLAGS RUSTDOCFLAGS RUSTC RUSTC_* RUSTUP_TOOLCHAIN RUST_TEST_* CARGO CARGO_*', 'compilers, runners and options of cargo'],
  ['MAKEFLAGS GNUMAKEFLAGS MAKEFILES MAKEOVERRIDES MFLAGS CMAKE_* CTEST_*', 'options and makefiles that make reads before its own'],
  ['CC CXX LD AR CPP CFLAGS CXXFLAGS CPPFLAGS LDFLAGS', 'another compiler, or other options of it'],
  [
    'BASH_ENV ENV ZDOTDIR BASHOPTS SHELLOPTS IFS CDPATH PS4 PROMPT_COMMAND BASH_FUNC_*',
    'files that a shell runs first, and how it reads what follows',
  ],
  ['PERL5* PERL_* PROVE_* HARNESS_*', 'modules and options of perl and prove'],
  ['RUBY* GEM_* BUNDLE_* RSPEC_* TESTOPTS MINITEST_*', 'modules and options of ruby and its runners'],
  ['PHP_* PHPRC COMPOSER*', 'settings of php'],
  ['DOTNET_* COMPLUS_* CORECLR_* MSBUILD* VSTEST_* NUGET_*', 'hooks and settings of .NET'],
  ['JEST_* VITEST* MOCHA_* BABEL_* CYPRESS_* PLAYWRIGHT_* TAP_* FORCE_COLOR', 'options of test runners'],
  ['GIT_*', 'another repository, index or configuration than that of the place'],
  ['EDITOR VISUAL PAGER BROWSER', 'programs that a tool may start'],
  ['HOME PATH TMPDIR CI SHELL', 'every command has them in any case'],
  ['MUSTER_*', 'belongs to the workers and checks of Muster'],
];

/** Why commands that prove a stage must not see this variable; undefined if they may. */
export const refusedVariable = (name: string): string | undefined =>
  REFUSED_VARIABLES.find(([names]) =>
    names.split(' ').some((it) => (it.endsWith('*') ? name.toUpperCase().startsWith(it.slice(0, -1).toUpperCase()) : it === name)),
  )?.[1];
