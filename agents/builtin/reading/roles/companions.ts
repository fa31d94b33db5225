// Files beside which stands what a tool should make of them: they are put in, and not part of the program.

import type { Repository } from '../../rule.ts';
import { languageOf } from '../language.ts';
import { baseName, folderOf } from '../paths.ts';

/** `x_expected.py` beside `x.py`, and `x.js.snap` beside `x.js`. */
const EXPECTED = /[._-](snap|snapshot|expected|golden|approved)$/i;
/** `x.out` beside `x.py`: the same stem, another ending. */
const OUTCOME = /\.(snap|expected|expect|golden|out|stderr|stdout|output|result|ast)$/i;
/** Names that come as a pair in one folder; a program may have them as well. */
const PAIRS: readonly (readonly [RegExp, RegExp])[] = [
  [/^_?(input|in|source|actual|code|before)\.\w+$/i, /^_?(output|out|expected\w*|after|result)\.\w+$/i],
  [/^(_config|main|index)\.\w+$/, /^_?expected\b/],
];

const SHOTS = ['__snapshots__', 'snapshots'];

/** A program and a text about it by the same name: a rule and what it is tried on, a tree and what it is of. */
const TWIN = /\.(ya?ml|toml|txt|tree|tokens)$/i;

/** `twin`: so has nearly every program of its folder. `sure`: what is expected of it is named after it. `seen`: it lies beside pictures of what came out of something there. */
export type Companion = 'sure' | 'twin' | 'seen' | 'likely' | undefined;

export function companionOf(repo: Repository): (path: string) => Companion {
  const folders = new Map<string, Set<string>>();
  for (const { path } of repo.files) {
    const names = folders.get(folderOf(path)) ?? new Set<string>();
    folders.set(folderOf(path), names);
    names.add(baseName(path));
  }
  const expected = new Map([...folders].map(([folder, names]) => [folder, stemsExpected(names)]));
  const twinsKept = new Map<string, ReadonlySet<string>>();
  const twins = (folder: string): ReadonlySet<string> => {
    const known = twinsKept.get(folder) ?? twinsAmong(folders.get(folder) ?? new Set());
    twinsKept.set(folder, known);
    return known;
  };
  return (path) => {
    const name = baseName(path);
    const names = folders.get(folderOf(path)) ?? new Set();
    const stems = expected.get(folderOf(path));
    if (OUTCOME.test(name) || EXPECTED.test(bare(name)) || stems?.has(name) || stems?.has(bare(name))) return 'sure';
    if (languageOf(path) !== undefined && !TWIN.test(name) && twins(folderOf(path)).has(name)) return 'twin';
    // A runner that writes what it saw into a folder beside: the other files there are what it ran over.
    if (
      SHOTS.some((it) => folders.has([folderOf(path), it].filter((part) => part !== '').join('/'))) &&
      !/[._-](test|spec)\.\w+$/.test(name)
    )
      return 'seen';
    return PAIRS.some((pair) =>
      [pair, [...pair].reverse()].some(([one, other]) => one?.test(name) && other && [...names].some((it) => other.test(it))),
    )
      ? 'likely'
      : undefined;
  };
}

/** Names of a folder whose programs nearly all have a twin; of a few nothing can be told. */
function twinsAmong(names: ReadonlySet<string>): ReadonlySet<string> {
  const texts = new Set([...names].filter((it) => TWIN.test(it)).map(stem));
  const programs = [...names].filter((it) => languageOf(it) !== undefined && !TWIN.test(it));
  const paired = programs.filter((it) => texts.has(stem(it)));
  return new Set(paired.length >= 3 && paired.length * 4 >= programs.length * 3 ? paired : []);
}

/** `x.py` and `x.fixed.py` are both of `x.yaml`. */
const stem = (name: string): string => name.replace(/(\.(fixed|test|spec))?\.\w+$/, '');

/** The names or stems of what the expectations in a folder are of. */
function stemsExpected(names: ReadonlySet<string>): ReadonlySet<string> {
  const stems = new Set<string>();
  for (const name of names) {
    if (OUTCOME.test(name)) stems.add(name.replace(OUTCOME, ''));
    if (EXPECTED.test(bare(name))) stems.add(bare(name).replace(EXPECTED, ''));
  }
  return stems;
}

const bare = (name: string): string => name.replace(/\.\w+$/, '');
