// Analysers that a project already uses and that write SARIF: recognised by their settings in the project and by their program,
// which is only located and never started. The result is a definition for a person to read and keep.

/** What is asked about a project; nothing is run. */
export type ProjectProbe = {
  /** The names of its top-level files and folders. */
  names: readonly string[];
  /** The text of a top-level file; undefined if there is none. */
  text(name: string): Promise<string | undefined>;
  /** The path of the program: in the project first, then on the PATH. */
  program(name: string): Promise<string | undefined>;
  /** The absolute path of a file in the project. */
  file(path: string): Promise<string | undefined>;
};

export type Proposal = {
  name: string;
  /** How it was recognised. */
  because: string;
  /** A definition, or what is missing for one. */
  definition: string | null;
  missing: string | null;
};

type Analyser = {
  name: string;
  says: string;
  settings: RegExp;
  /** A section of its own in a shared manifest. */
  section?: { file: string; has: RegExp };
  argv(program: string, looked: ProjectProbe): Promise<readonly string[] | string>;
};

const plain =
  (...words: string[]) =>
  async (program: string): Promise<readonly string[]> => [program, ...words];

const ANALYSERS: readonly Analyser[] = [
  {
    name: 'biome',
    says: "Biome's linter",
    settings: /^\.?biome\.jsonc?$/,
    argv: plain('lint', '--reporter=sarif', '--reporter-file={sarif}', '.'),
  },
  {
    name: 'eslint',
    says: 'ESLint',
    settings: /^(eslint\.config\.[cm]?[jt]s|\.eslintrc(\.\w+)?)$/,
    section: { file: 'package.json', has: /"eslintConfig"\s*:/ },
    async argv(program, looked) {
      const formatter = await looked.file('node_modules/@microsoft/eslint-formatter-sarif/sarif.js');
      return formatter === undefined
        ? 'it writes SARIF with @microsoft/eslint-formatter-sarif: install that in the project'
        : [program, '-f', formatter, '-o', '{sarif}', '.'];
    },
  },
  {
    name: 'ruff',
    says: 'Ruff, for Python',
    settings: /^\.?ruff\.toml$/,
    section: { file: 'pyproject.toml', has: /^\[tool\.ruff\b/m },
    argv: plain('check', '--output-format=sarif', '--output-file={sarif}', '--exit-zero', '.'),
  },
  {
    name: 'bandit',
    says: 'Bandit, for the security of Python',
    settings: /^(\.bandit|bandit\.ya?ml)$/,
    section: { file: 'pyproject.toml', has: /^\[tool\.bandit\b/m },
    argv: plain('--format', 'sarif', '--output', '{sarif}', '--recursive', '.'),
  },
  {
    name: 'semgrep',
    says: 'Semgrep, with the rules of the project',
    settings: /^\.semgrep(\.ya?ml)?$/,
    async argv(program, { names }) {
      const rules = names.find((it) => /^\.semgrep(\.ya?ml)?$/.test(it)) ?? '.semgrep.yml';
      return [program, 'scan', '--metrics=off', '--config', rules, '--sarif', '--output={sarif}', '.'];
    },
  },
  {
    name: 'gitleaks',
    says: 'Gitleaks, for secrets',
    settings: /^\.gitleaks(\.toml|ignore)$/,
    argv: plain('dir', '--no-banner', '--report-format=sarif', '--report-path={sarif}', '.'),
  },
  {
    name: 'golangci-lint',
    says: 'golangci-lint, for Go',
    settings: /^\.golangci\.(ya?ml|toml|json)$/,
    argv: plain('run', '--output.sarif.path={sarif}', './...'),
  },
  {
    name: 'hadolint',
    says: 'Hadolint, for the Dockerfile',
    settings: /^\.?hadolint\.ya?ml$/,
    argv: plain('--format', 'sarif', 'Dockerfile'),
  },
  {
    name: 'swiftlint',
    says: 'SwiftLint',
    settings: /^\.swiftlint\.ya?ml$/,
    argv: plain('lint', '--reporter', 'sarif', '--output', '{sarif}'),
  },
  {
    name: 'flawfinder',
    says: 'Flawfinder, for C and C++',
    settings: /^(CMakeLists\.txt|configure\.ac|meson\.build)$/,
    argv: plain('--sarif', '.'),
  },
  {
    name: 'shellcheck',
    says: 'ShellCheck',
    settings: /^\.shellcheckrc$/,
    argv: async () => 'it does not write SARIF: seat a program that converts its JSON',
  },
  {
    name: 'actionlint',
    says: 'actionlint',
    settings: /^\.github$/,
    argv: async () => 'it writes SARIF only with a template for `-format`: see its documentation',
  },
];

export async function proposalsFor(looked: ProjectProbe, known: ReadonlySet<string>): Promise<Proposal[]> {
  const proposals: Proposal[] = [];
  for (const it of ANALYSERS) {
    if (known.has(it.name)) continue;
    const because = await settingsOf(it, looked);
    const program = because === undefined ? undefined : await looked.program(it.name);
    // Programs that are not installed are only proposed if their settings leave no doubt.
    if (because === undefined || (program === undefined && GENERAL.has(it.name))) continue;
    const argv = program === undefined ? `${it.name} is not installed` : await it.argv(program, looked);
    proposals.push(
      typeof argv === 'string'
        ? { name: it.name, because, definition: null, missing: argv }
        : { name: it.name, because, definition: definitionOf(it, argv), missing: null },
    );
  }
  return proposals;
}

/** Recognised by files that many projects have without using them. */
const GENERAL: ReadonlySet<string> = new Set(['flawfinder', 'actionlint']);

async function settingsOf({ settings, section }: Analyser, looked: ProjectProbe): Promise<string | undefined> {
  const own = looked.names.find((it) => settings.test(it));
  if (own !== undefined || section === undefined) return own;
  const text = await looked.text(section.file);
  return text !== undefined && section.has.test(text) ? section.file : undefined;
}

/** The program is named by its full path: a seat works in a checkout, which has no node_modules. */
const definitionOf = ({ name, says }: Analyser, argv: readonly string[]): string =>
  `---\nname: ${name}\ndescription: ${JSON.stringify(says)}\nprovider: sarif\nroles: [analyser]\nargv: ${JSON.stringify(argv)}\n---\n`;
