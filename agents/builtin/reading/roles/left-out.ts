// What the project's own linters, formatters, compilers and test runners exclude: the project itself says that these files need not
// follow its rules. Read from their settings by the keywords that such settings use.

import type { Repository } from '../../rule.ts';
import { ignoreLine } from '../ignored.ts';
import { baseName, folderOf } from '../paths.ts';

/**
 * `broad`: a folder of all tests or documents, a file type, or a tool that also excludes programs: that says little about a single
 * file.
 */
export type LeftOut = { by: string; broad: boolean };
export type LeftOutTest = (path: string) => LeftOut | undefined;

/** These only say what is packed or sent, not who checks it. */
const OF_PACKERS = /^\.(git|docker|npm|vscode|gcloud|vercel|helm|slug|cf|now|cursor|eleventy|hg|nodemon)ignore$/;
const IGNORE_FILE = /^\.[\w-]+ignore$/;
const SETTINGS =
  /^(eslint\.config\.[cm]?[jt]s|\.eslintrc(\.\w+)?|biome\.jsonc?|\.?oxlintrc\.json|[jt]sconfig[\w.-]*\.json|(jest|vitest|vite)\.config\.[cm]?[jt]s|\.?cspell\.(json|ya?ml)|deno\.jsonc?|\.?dprint\.jsonc?|pyproject\.toml|\.?ruff\.toml|\.?rustfmt\.toml|[._]?typos\.toml|setup\.cfg|tox\.ini|pytest\.ini|\.flake8|mypy\.ini|\.?pylintrc|\.codespellrc|\.rubocop\.ya?ml|\.golangci\.(ya?ml|toml|json)|\.pre-commit-config\.ya?ml|\.yamllint(\.ya?ml)?|\.markdownlint(-cli2)?\.(jsonc?|ya?ml)|\.swiftlint\.ya?ml|phpcs\.xml(\.dist)?|\.php-cs-fixer(\.dist)?\.php|phpstan\.neon(\.dist)?|psalm\.xml|\.scalafmt\.conf|build\.gradle(\.kts)?|package\.json)$/;
const KEY =
  /(?<![\w-])["'<]?((?:extend[-_]?|global)?(?:ignores?|exclu(?:des?|ded|sions?)|omit|norecursedirs|collect_ignore(?:_glob)?)(?:[-_]?(?:patterns?|paths?|files?|dirs?|globs?|from))?|(?:extend[-_]?)?skip(?:[-_](?:dirs?|files?|globs?|paths?))?|eslintIgnore|targetExclude|(?:test|module|watch)PathIgnorePatterns|includes?)["'>]?\s*(?:=|:|\(|(?<=>))/gi;

const MOST_READ = 300_000;
const LONGEST = 6000;
const MOST_PATTERNS = 2000;

type Pattern = { fits: (path: string) => boolean; negated: boolean; by: string; broad: boolean };

export async function leftOutBy(repo: Repository): Promise<LeftOutTest> {
  const patterns: Pattern[] = [];
  for (const { path, bytes, mode } of repo.files) {
    const name = baseName(path);
    const ignoreFile = IGNORE_FILE.test(name) && !OF_PACKERS.test(name);
    if (!mode.startsWith('100') || bytes > MOST_READ || (!ignoreFile && !SETTINGS.test(name)) || patterns.length > MOST_PATTERNS) continue;
    const text = (await repo.text(path)) ?? '';
    const said = ignoreFile
      ? text.split('\n').filter((it) => !/^\s*(#|$)/.test(it))
      : excludedIn(name.startsWith('.pre-commit') ? ofAllHooks(text) : text);
    const folder = folderOf(path);
    for (const one of said) {
      const pattern = patternOf(one.trim(), folder, toolOf(name));
      if (pattern) patterns.push(pattern);
    }
  }
  const folders = new Map<string, Pattern | undefined>([['', undefined]]);
  const ofFolder = (folder: string): Pattern | undefined => {
    if (!folders.has(folder)) folders.set(folder, lastFitting(patterns, folder, ofFolder(folderOf(folder))));
    return folders.get(folder);
  };
  return (path) => {
    const found = lastFitting(patterns, path, ofFolder(folderOf(path)));
    return found && { by: found.by, broad: found.broad };
  };
}

/** What applies to a path, given what applies to its folder; a specific pattern wins over a broad one. */
function lastFitting(patterns: readonly Pattern[], path: string, above: Pattern | undefined): Pattern | undefined {
  let found = above;
  for (const pattern of patterns) {
    // If one tool includes a file again, that does not apply to another tool.
    if (pattern.negated ? found?.by !== pattern.by : found !== undefined && (!found.broad || pattern.broad)) continue;
    if (pattern.fits(path)) found = pattern.negated ? undefined : pattern;
  }
  return found;
}

function patternOf(written: string, folder: string, by: string): Pattern | undefined {
  const negated = written.startsWith('!');
  const glob = written.replace(/^!/, '').replace(/^(\.\/|<rootDir>\/|\*\*\/(?=\*\*))+/, '');
  if (!/[\w]{2}|\w\//.test(glob) || /^\W*\**\W*$/.test(glob) || glob.includes('..') || glob.length > 300) return undefined;
  const line = ignoreLine(glob);
  if (!line) return undefined;
  return {
    negated,
    by,
    broad: BROAD.test(glob) || LENIENT.test(by),
    fits: (path) => (folder === '' ? line.fits(path) : path.startsWith(`${folder}/`) && line.fits(path.slice(folder.length + 1))),
  };
}

/** Spelling, recompilation and coverage: ordinary programs may be excluded there. */
const LENIENT = /^(typos|cspell|codespell|tsconfig|jsconfig|jest|vitest|vite|package\.json|mypy|tox|setup)/;

/** A whole folder of tests, documents or packages, or every file with an extension. */
const BROAD =
  /^\/?(\*\*\/)?(tests?|specs?|__tests__|docs?|documentation|website|site|examples?|scripts?|src|lib|packages|crates|benchmarks?)?(\/?\*{1,2})*(\/?\*?(\.[\w.*{},]+)+)?\/?$|^[^/]*\*\.[\w.{},*]+$/i;

const toolOf = (name: string): string =>
  name
    .replace(/^[._]+|ignore$/g, '')
    .replace(/rc$|\.(config|json|jsonc|ya?ml|toml|ini|cfg|[cm]?[jt]s|xml|neon|php|dist|kts|gradle).*$/g, '')
    .replace(/^pyproject$/, 'pyproject.toml')
    .replace(/^package$/, 'package.json') || name;

/** Texts under a key that excludes something. */
function excludedIn(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(KEY)) {
    const value = valueAt(text, match.index + match[0].length, match[0].trimEnd().endsWith('('));
    // `includes: ["**", "!**/dist"]` excludes what it negates.
    const takesIn = /^includes?$/i.test(match[1] ?? '');
    for (const one of value) {
      if (takesIn && !one.startsWith('!')) continue;
      found.push(...globsOf(takesIn ? one.slice(1) : one));
    }
  }
  return found;
}

function valueAt(text: string, from: number, called: boolean): string[] {
  const rest = text.slice(from, from + LONGEST);
  const start = called ? 0 : rest.search(/\S/);
  if (start < 0) return [];
  const long = /^\s*(?:[rR]?("""|'''))/.exec(rest);
  if (long) {
    const open = long[0].length;
    const close = rest.indexOf(long[1] ?? '', open);
    return [rest.slice(open, close < 0 ? undefined : close)];
  }
  const opener = called ? '(' : rest[start];
  if (opener === '[' || opener === '(' || opener === '{') {
    const body = rest.slice(0, closingAt(called ? `(${rest}` : rest.slice(start), opener) + (called ? 0 : start));
    return [...withoutComments(body).matchAll(/"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`/g)].map((it) => it[1] ?? it[2] ?? it[3] ?? '');
  }
  const quoted = /^\s*[rR]?(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')/.exec(rest);
  if (quoted) return [quoted[1] ?? quoted[2] ?? ''];
  return indented(text, from, rest);
}

/** The rest of the line, and the following lines that are indented deeper or are list items. */
function indented(text: string, from: number, rest: string): string[] {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, from))?.[0].length ?? 0;
  const [first = '', ...below] = rest.split('\n');
  const lines = [first.replace(/^\s*[|>][-+]?\s*$/, '')];
  for (const line of below) {
    const depth = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    if (line.trim() !== '' && depth <= indent && !(depth === indent && /^\s*-\s/.test(line))) break;
    lines.push(line);
  }
  return lines
    .map((it) => it.replace(/(^|\s)[#;].*$/, '').replace(/^\s*-\s+/, ''))
    .flatMap((it) => it.split(/[\s,]+/))
    .map((it) => it.replace(/^["']|["']$/g, ''))
    .filter((it) => it !== '');
}

/** The offset after the bracket that closes the one at 0; the end if there is none. */
function closingAt(text: string, opener: string): number {
  const closer = opener === '[' ? ']' : opener === '(' ? ')' : '}';
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === opener) depth++;
    else if (text[at] === closer && --depth === 0) return at;
  }
  return text.length;
}

const withoutComments = (text: string): string => text.replace(/(^|\s)(\/\/|#(?![\w]*["'])).*$/gm, '$1');

/** What a single hook excludes says only something about that hook. */
const ofAllHooks = (text: string): string => text.replace(/^repos:[\s\S]*?(?=^\w|$(?![\s\S]))/m, '');

/** A regular expression is never executed: it is read as a glob, which is what most of them amount to. */
function globsOf(text: string): string[] {
  if (!/[\^$|\\]|\.[*+]|\(\?/.test(text)) return [text];
  const bare = text
    .replace(/(^|\s)#.*$/gm, '')
    .replace(/\s+/g, '')
    .replace(/^\(\?[a-z]+\)/, '');
  return alternatives(unwrapped(bare)).flatMap((one) => {
    const anchored = /^[\^]/.test(one) || /^[\^]/.test(bare);
    const glob = globOf(one.replace(/^\^+|\$+$/g, ''));
    if (!/^[\w@.*?/+-]+$/.test(glob) || !/\w{2}/.test(glob)) return [];
    return [anchored || glob.startsWith('*') ? glob : `**/${glob.replace(/^\/+/, '')}`];
  });
}

/** Without a group that contains everything. */
function unwrapped(text: string): string {
  const inside = /^\^?\((?:\?:)?([\s\S]*)\)\$?$/.exec(text)?.[1];
  if (inside === undefined) return text;
  let depth = 0;
  for (const c of inside) {
    depth += c === '(' ? 1 : c === ')' ? -1 : 0;
    if (depth < 0) return text;
  }
  return unwrapped(inside);
}

/** Split at the bars that are in no group. */
function alternatives(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text[at] ?? '';
    if (c === '\\') {
      parts.push((parts.pop() ?? '') + c + (text[++at] ?? ''));
      continue;
    }
    depth += c === '(' ? 1 : c === ')' ? -1 : 0;
    if (c === '|' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + c);
  }
  return parts.filter((it) => it !== '');
}

function globOf(text: string): string {
  let glob = text.replace(/\(\?<?[!=][^()]*\)/g, '');
  for (let before = ''; before !== glob; ) {
    before = glob;
    glob = glob.replace(/\((?:\?:)?[^()]*\)[?*+]?/g, (it) => (it.includes('/') ? '**' : '*'));
  }
  return glob
    .replace(/\[\^?[^\]]*\][*+]?/g, '*')
    .replace(/\.[*+]\??/g, '**')
    .replace(/\\[wdsS][*+]?/g, '*')
    .replace(/\\(.)/g, '$1')
    .replace(/\*{2,}(?!\/|$)/g, '*')
    .replace(/(?<![/]|^)\*{2,}/g, '*');
}
