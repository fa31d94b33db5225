// Strips programs that only start another one from a command: `timeout 60 sh check.sh` runs check.sh.

const STARTERS: ReadonlySet<string> = new Set(
  'env cross-env command exec nohup time nice ionice stdbuf setsid xvfb-run sudo npx bunx pnpx dotenv timeout gtimeout chronic retry'.split(
    ' ',
  ),
);
/** These start another program when followed by a certain subcommand. */
const BY_WORD: Readonly<Record<string, RegExp>> = {
  uv: /^run$/,
  poetry: /^run$/,
  pipenv: /^run$/,
  pdm: /^run$/,
  rye: /^run$/,
  hatch: /^run$/,
  bundle: /^exec$/,
  npm: /^(exec|x)$/,
  pnpm: /^(exec|dlx)$/,
  yarn: /^(exec|dlx)$/,
  bun: /^x$/,
  mise: /^(exec|x)$/,
  direnv: /^exec$/,
  nix: /^(develop|shell)$/,
};

export function unwrapped(words: readonly string[]): readonly string[] {
  let left = words;
  for (;;) {
    const [first = '', second = ''] = left;
    const name = first.slice(first.lastIndexOf('/') + 1);
    const byWord = Object.hasOwn(BY_WORD, name) && BY_WORD[name]?.test(second);
    if (!byWord && !STARTERS.has(name)) return left;
    left = left.slice(byWord ? 2 : 1);
    // Options, `NAME=value`, durations and nice values.
    const at = left.findIndex((it) => !/^-|^\w+=|^\d+(\.\d+)?[smhd]?$/.test(it));
    left = at < 0 ? [] : left.slice(at);
  }
}

export type ScriptCall = {
  script: string;
  /** Which packages of the tree: the one where it is called, the named ones, or all. */
  of: 'here' | 'all' | readonly string[];
};

const WITH_PACKAGE = /^(-w|--workspace|-F|--filter|--prefix|-C|--dir|--cwd)$/;
const ALL_PACKAGES = /^(-ws|--workspaces|-r|--recursive)$/;
const OWN_WORDS: ReadonlySet<string> = new Set(['test', 'start', 'stop', 'restart', 't', 'tst']);
const MANAGERS = /^(npm|pnpm|yarn|bun)$/;
const BUILDERS = /^(turbo|nx|lerna|wireit|rush|ultra)$/;

/** The package script that a command runs, if it runs one. */
export function scriptCall(words: readonly string[]): ScriptCall | undefined {
  const [program = '', ...rest] = words;
  if (program === 'node') return byNode(rest);
  if (BUILDERS.test(program)) return byBuilder(rest);
  return MANAGERS.test(program) ? byManager(program, rest) : undefined;
}

function byNode(rest: readonly string[]): ScriptCall | undefined {
  const at = rest.indexOf('--run');
  const given = at < 0 ? rest.find((it) => it.startsWith('--run='))?.slice(6) : rest[at + 1];
  return given === undefined ? undefined : { script: given, of: 'here' };
}

function byBuilder(rest: readonly string[]): ScriptCall | undefined {
  const script = rest.find((it) => !it.startsWith('-') && !/^(run|run-many|affected)$/.test(it));
  return script === undefined ? undefined : { script: script.slice(script.lastIndexOf(':') + 1), of: 'all' };
}

function byManager(program: string, rest: readonly string[]): ScriptCall | undefined {
  const named: string[] = [];
  const plain: string[] = [];
  let all = false;
  for (let at = 0; at < rest.length && rest[at] !== '--'; at++) {
    const word = rest[at] ?? '';
    const joined = /^(--workspace|--filter|--prefix|--dir|--cwd)=(.*)$/.exec(word)?.[2];
    if (joined !== undefined) named.push(joined);
    else if (WITH_PACKAGE.test(word)) named.push(rest[++at] ?? '');
    else if (ALL_PACKAGES.test(word)) all = true;
    else if (!word.startsWith('-')) plain.push(word);
  }
  if (program === 'yarn' && plain[0] === 'workspace') named.push(...plain.splice(0, 2).slice(1));
  if (program === 'yarn' && plain[0] === 'workspaces') {
    plain.splice(0, plain[1] === 'foreach' ? 2 : 1);
    all = true;
  }
  const script = scriptIn(plain);
  return script === undefined ? undefined : { script, of: all ? 'all' : named.length > 0 ? named : 'here' };
}

/** `npm run lint`, `npm t`, `yarn lint`. */
function scriptIn([verb = '', next]: readonly string[]): string | undefined {
  if (verb === 'run' || verb === 'run-script') return next || undefined;
  return (OWN_WORDS.has(verb) ? verb.replace(/^ts?t?$/, 'test') : verb) || undefined;
}

/** The files of a module that `python -m` runs. */
export function moduleFiles([program = '', ...rest]: readonly string[]): string[] {
  if (!/^(?:.*\/)?(python|pypy)[\d.]*$/.test(program)) return [];
  const at = rest.indexOf('-m');
  const path = at < 0 ? undefined : rest[at + 1]?.replaceAll('.', '/');
  return path === undefined ? [] : [`${path}.py`, `${path}/__main__.py`];
}

/** Recipe files that are not parsed: every command in them counts. */
export const RECIPES: Readonly<Record<string, readonly string[]>> = {
  just: ['justfile', 'Justfile', '.justfile'],
  task: ['Taskfile.yml', 'Taskfile.yaml', 'taskfile.yml', 'taskfile.yaml'],
  tox: ['tox.ini', 'setup.cfg', 'pyproject.toml'],
  lefthook: ['lefthook.yml', 'lefthook.yaml'],
  deno: ['deno.json', 'deno.jsonc'],
  mage: ['magefile.go'],
};

/** The lines of a recipe file without the keys, list marks, quotes and brackets that its format puts around commands. */
export const recipeCommands = (text: string): string =>
  text
    .replace(/[{}]/g, '\n')
    .replace(/^[ \t]*(?:-[ \t]+)?(?:["']?[\w.-]+["']?[ \t]*[:=][ \t]*)?(?:-[ \t]+)?[@"'[]*/gm, '')
    .replace(/["',\]]+[ \t]*$/gm, '');
