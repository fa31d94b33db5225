// What a shell command opens and searches, as far as its words tell: `sed -n 1,50p src/a.ts`, `rg foo src/`, `git diff`.
// Conservative: what is not certain is no look. Nothing is run here.

import type { LookKind } from '../../contracts/work/receipt.ts';
import type { SeenLook } from '../../validators/looks/receipt.ts';
import { type Segment, segmentsOf } from './shell-words.ts';

/** Programs that print the files they are given. `sed` and `awk` take a script first. */
const READERS = new Set([
  'cat',
  'head',
  'tail',
  'less',
  'more',
  'nl',
  'bat',
  'batcat',
  'tac',
  'sed',
  'gsed',
  'awk',
  'gawk',
  'wc',
  'cut',
  'sort',
  'jq',
]);
const SCRIPT_FIRST = new Set(['sed', 'gsed', 'awk', 'gawk', 'jq']);
const SEARCHERS = new Set(['rg', 'grep', 'egrep', 'fgrep', 'ag', 'ack']);
const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash']);

/** Options whose value is the next word. */
const TAKES_VALUE: Readonly<Record<string, RegExp>> = {
  reader: /^-(n|c|m|d|f|F|v|k|t|b|-lines|-bytes|-line-range|r|H|-highlight-line|-language|l|-arg|-argjson)$/,
  sed: /^-(e|f|l|E)$/,
  searcher:
    /^-(e|f|g|t|T|A|B|C|m|d|j|M|r|-glob|-iglob|-type|-type-not|-regexp|-file|-include|-exclude|-exclude-dir|-max-count|-context|-after-context|-before-context|-max-depth|-sort|-color|-colors|-replace)$/,
};

/** Programs that list names of files, or create and move them, and show no contents. */
const NO_LOOK = new Set(
  'ls find fd tree du stat file test [ rm mkdir cp mv touch ln chmod echo printf which for in do done if then tee muster'.split(' '),
);

const DEEPEST = 4;

/** `cwd` is the working directory; returned paths start there or are absolute. */
export function looksOfCommand(line: string, cwd = '', depth = 0): SeenLook[] {
  const looks: SeenLook[] = [];
  let here = cwd;
  for (const segment of segmentsOf(line)) {
    const words = withoutAssignments(segment.words);
    const [first, ...args] = words;
    if (first === undefined) continue;
    const name = first.slice(first.lastIndexOf('/') + 1);
    if (name === 'cd') {
      if (args[0] !== undefined && isPlain(args[0])) here = joined(here, args[0]);
      continue;
    }
    looks.push(...looksOf(name, args, segment, depth).map((it) => ({ ...it, path: joined(here, it.path) })));
  }
  return looks;
}

function looksOf(name: string, args: readonly string[], segment: Segment, depth: number): SeenLook[] {
  if (SHELLS.has(name)) return depth < DEEPEST ? looksOfCommand(scriptOf(args), '', depth + 1) : [];
  if (['time', 'env', 'command', 'nice', 'timeout', 'sudo'].includes(name)) return ofRest(args, segment, depth);
  if (name === 'git') return ofGit(args, segment);
  if (READERS.has(name)) return ofReader(name, args, segment);
  if (SEARCHERS.has(name)) return ofSearcher(name, args, segment);
  if (NO_LOOK.has(name)) return [];
  // Any other program: a file that it names is at most run.
  return args.filter((it) => isPlain(it) && !it.startsWith('-') && /[./]/.test(it)).map((path) => ({ path, how: 'ran' }));
}

function ofRest(args: readonly string[], segment: Segment, depth: number): SeenLook[] {
  const at = args.findIndex((it) => !it.startsWith('-') && !/^\d+[smh]?$/.test(it) && !it.includes('='));
  const name = args[at];
  return name === undefined ? [] : looksOf(name.slice(name.lastIndexOf('/') + 1), args.slice(at + 1), segment, depth);
}

/** The word after `-c`, also in `-lc`. */
function scriptOf(args: readonly string[]): string {
  const at = args.findIndex((it) => /^-[a-z]*c$/.test(it));
  return at < 0 ? '' : (args[at + 1] ?? '');
}

function ofReader(name: string, args: readonly string[], { input }: Segment): SeenLook[] {
  const isSed = name === 'sed' || name === 'gsed';
  // It writes into the files instead of printing them.
  if (isSed && args.some((it) => /^-[a-zA-Z]*i/.test(it) || it.startsWith('--in-place'))) return [];
  const { free, options } = sorted(args, isSed ? 'sed' : 'reader');
  const hasScript = options.some((it) => /^-(e|f|-expression|-file)/.test(it));
  const files = SCRIPT_FIRST.has(name) && !hasScript ? free.slice(1) : free;
  return [...files, ...input].filter(isPlain).map((path) => ({ path, how: name === 'wc' ? 'searched' : 'read' }));
}

function ofSearcher(name: string, args: readonly string[], { piped }: Segment): SeenLook[] {
  const { free, options } = sorted(args, 'searcher');
  if (options.some((it) => it === '--files' || it === '--version' || it === '--help' || it === '--type-list')) return [];
  const hasPattern = options.some((it) => /^(-e|-f|--regexp|--file)/.test(it));
  const places = (hasPattern ? free : free.slice(1)).filter(isPlain);
  const recursive = !name.endsWith('grep') || options.some((it) => /^-[a-zA-Z]*[rR]/.test(it) || it === '--recursive');
  if (places.length === 0) return recursive && !piped && free.length + options.length > 0 ? [{ path: '.', how: 'searched' }] : [];
  return places.map((path) => ({ path, how: 'searched' }));
}

/** With these only names are printed, no contents. */
const NAMES_ONLY = /^--(name-only|name-status|stat|shortstat|numstat|summary|dirstat|oneline|no-patch|files-with-matches)|^-s$/;

function ofGit(args: readonly string[], segment: Segment): SeenLook[] {
  let rest = [...args];
  let folder = '';
  while (rest[0]?.startsWith('-')) {
    if (rest[0] === '-C' && rest[1] !== undefined) folder = joined(folder, rest[1]);
    rest = rest.slice(['-C', '-c', '--git-dir', '--work-tree'].includes(rest[0]) ? 2 : 1);
  }
  const [deed, ...words] = rest;
  const at = (looks: readonly SeenLook[]): SeenLook[] => looks.map((it) => ({ ...it, path: joined(folder, it.path) }));
  if (deed === 'grep') return at(ofSearcher('git', words, segment));
  if (deed === 'blame' || deed === 'annotate') {
    const path = words.filter((it) => !it.startsWith('-')).at(-1);
    return path !== undefined && isPlain(path) ? at([{ path, how: 'read' }]) : [];
  }
  if (deed === 'show') {
    const blobs = words.flatMap((it) => (/^[^:\s]*:(.+)$/.exec(it)?.[1] ? [/^[^:\s]*:(.+)$/.exec(it)?.[1] ?? ''] : []));
    // Relative to the root of the repository, whatever the working directory.
    if (blobs.length > 0) return blobs.filter(isPlain).map((path) => ({ path, how: 'read' }));
  }
  const prints = deed === 'diff' || deed === 'show' || (deed === 'log' && words.some((it) => /^(-p|-u|--patch)$/.test(it)));
  if (!prints || words.some((it) => NAMES_ONLY.test(it) && !(deed === 'show' && it === '--stat' && words.includes('-p')))) return [];
  const bar = words.indexOf('--');
  const named =
    bar < 0 ? words.filter((it) => !it.startsWith('-') && /[/.]/.test(it) && !it.includes('..') && isPlain(it)) : words.slice(bar + 1);
  // A name without `--` may be a revision: looking it up in the base tells.
  const paths = named.filter(isPlain);
  return at((paths.length > 0 ? paths : ['.']).map((path) => ({ path, how: 'diffed' as LookKind })));
}

type Sorted = { free: string[]; options: string[] };

function sorted(args: readonly string[], kind: keyof typeof TAKES_VALUE): Sorted {
  const made: Sorted = { free: [], options: [] };
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--') {
      made.free.push(...args.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') made.free.push(word);
    else {
      made.options.push(word);
      if (TAKES_VALUE[kind]?.test(word)) at++;
    }
  }
  made.free = made.free.filter((it) => it !== '-');
  return made;
}

const withoutAssignments = (words: readonly string[]): string[] => {
  const from = words.findIndex((it) => !/^[A-Za-z_]\w*=/.test(it));
  return from < 0 ? [] : words.slice(from);
};

/** Contains nothing that the shell would have replaced; a glob is matched with the files of the base. */
const isPlain = (word: string): boolean => word !== '' && !/[$`\0\n]/.test(word) && word.length <= 4096;

const joined = (folder: string, path: string): string => (path.startsWith('/') || folder === '' ? path : `${folder}/${path}`);
