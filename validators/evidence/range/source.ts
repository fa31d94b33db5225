// What a range changes, for the evidence rules: the lines of its hunks, and whether a definition in added lines was only moved.
// Read lazily from git objects.

import type { Side } from '../../../contracts/findings/finding.ts';
import { hunksBetween, namesBetween } from '../../../runtime/workspace/changes.ts';
import type { LinesNamed, SourceFile } from '../evidence-source.ts';
import { linesOf } from '../normal.ts';
import { type Difference, isTouched, movedBlock, takenAway } from './since-when.ts';

/** How many files are searched for definitions that were moved out of them. */
const MOST_FILES = 400;

type Reading = {
  gitDir: string;
  from: string;
  commit: string;
  signal?: AbortSignal | undefined;
  file(side: Side, path: string): Promise<SourceFile>;
};

export function openRangeSource({ gitDir, from, commit, signal, file }: Reading) {
  let known: Promise<Difference> | undefined;
  let taken: Promise<string[]> | undefined;

  const difference = (): Promise<Difference> => {
    known ??= Promise.all([namesBetween(gitDir, from, commit, signal), hunksBetween(gitDir, from, commit, signal)]).then(
      ([names, hunks]) => ({ ...names, hunks }),
    );
    return known;
  };

  /** Each run of removed lines, in whichever file it was. */
  async function allTaken({ hunks, removed, renames }: Difference): Promise<string[]> {
    const oldNames = new Map([...renames].map(([old, now]) => [now, old]));
    const changed = [...hunks].filter(([path, each]) => path !== '' && each.some((it) => it.lost > 0));
    const runs: string[] = [];
    for (const [path, each] of changed.slice(0, MOST_FILES)) {
      const lines = await textOf('from', oldNames.get(path) ?? path);
      for (const it of each) if (it.lost > 0) runs.push(takenAway(lines.slice(it.from - 1, it.from - 1 + it.lost)));
    }
    const gone = [...removed].filter((it) => !renames.has(it));
    for (const path of gone.slice(0, MOST_FILES)) runs.push(takenAway(await textOf('from', path)));
    return runs;
  }

  async function textOf(side: Side, path: string): Promise<readonly string[]> {
    const read = await file(side, path);
    return read.kind === 'text' ? linesOf(read.text) : [];
  }

  return {
    async touches(side: Side, path: string, lines: LinesNamed | undefined): Promise<boolean> {
      const of = await difference();
      if (!isTouched(of, side, path, lines)) return false;
      if (lines === undefined || side === 'from') return true;
      const block = movedBlock(await textOf('head', path), lines, of.hunks.get(path) ?? []);
      if (block === undefined) return true;
      taken ??= allTaken(of);
      return !(await taken).some((it) => it.includes(block));
    },
  };
}
