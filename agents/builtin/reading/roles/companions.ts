// Files next to their own expected output: they are test inputs, not part of the program.

import type { Repository } from '../../rule.ts';
import { baseName, folderOf } from '../paths.ts';
import { twinsIn } from './twins.ts';

/** `x_expected.py` beside `x.py`, and `x.js.snap` beside `x.js`. */
const EXPECTED = /[._-](snap|snapshot|expected|golden|approved)$/i;
/** `x.out` beside `x.py`: the same stem with another extension. */
const OUTCOME = /\.(snap|expected|expect|golden|out|stderr|stdout|output|result|ast)$/i;
/** Names that come as a pair in one folder; a program may have them as well. */
const PAIRS: readonly (readonly [RegExp, RegExp])[] = [
  [/^_?(input|in|source|actual|code|before)\.\w+$/i, /^_?(output|out|expected\w*|after|result)\.\w+$/i],
  [/^(_config|main|index)\.\w+$/, /^_?expected\b/],
];

const SHOTS = ['__snapshots__', 'snapshots'];

/** `sure`: an expected output is named after it. `seen`: it is in a folder with pictures of some output. */
export type Companion = 'sure' | 'twin' | 'seen' | 'likely' | undefined;

export function companionOf(repo: Repository): (path: string) => Companion {
  const folders = new Map<string, Set<string>>();
  for (const { path } of repo.files) {
    const names = folders.get(folderOf(path)) ?? new Set<string>();
    folders.set(folderOf(path), names);
    names.add(baseName(path));
  }
  const expected = new Map([...folders].map(([folder, names]) => [folder, stemsExpected(names)]));
  const twin = twinsIn(repo);
  return (path) => {
    const name = baseName(path);
    const names = folders.get(folderOf(path)) ?? new Set();
    const stems = expected.get(folderOf(path));
    if (OUTCOME.test(name) || EXPECTED.test(bare(name)) || stems?.has(name) || stems?.has(bare(name))) return 'sure';
    if (twin(path)) return 'twin';
    // A test runner that writes its output into a neighbouring folder: the other files there are its inputs.
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

/** The names or stems of the files to which the expected outputs in a folder belong. */
function stemsExpected(names: ReadonlySet<string>): ReadonlySet<string> {
  const stems = new Set<string>();
  for (const name of names) {
    if (OUTCOME.test(name)) stems.add(name.replace(OUTCOME, ''));
    if (EXPECTED.test(bare(name))) stems.add(bare(name).replace(EXPECTED, ''));
  }
  return stems;
}

const bare = (name: string): string => name.replace(/\.\w+$/, '');
