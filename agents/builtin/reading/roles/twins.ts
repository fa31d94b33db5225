// Programs with texts about them by the same name, again and again: rules and their test cases, trees and their sources. A single
// pair says nothing, because many a program has its settings beside it.

import type { Repository } from '../../rule.ts';
import { languageOf } from '../language.ts';
import { baseName, folderOf } from '../paths.ts';

const ABOUT = /\.(ya?ml|toml|tree|tokens)$/i;
/** So many of the programs in a folder that it contains nothing else, or of a whole project that this is its purpose. */
const IN_FOLDER = { least: 3, share: 0.75 };
const IN_PROJECT = { least: 20, share: 0.6 };

export function twinsIn(repo: Repository): (path: string) => boolean {
  const folders = Map.groupBy(
    repo.files.map((it) => it.path),
    folderOf,
  );
  const told = new Map([...folders].map(([folder, paths]) => [folder, pairsAmong(paths)]));
  const all = [...told.values()];
  const project = isMany(
    all.reduce((sum, it) => sum + it.paired, 0),
    all.reduce((sum, it) => sum + it.programs, 0),
    IN_PROJECT,
  );
  return (path) => {
    const pairs = told.get(folderOf(path));
    if (pairs === undefined || ABOUT.test(path) || !pairs.stems.has(stem(path))) return false;
    return project || (languageOf(path) !== undefined && isMany(pairs.paired, pairs.programs, IN_FOLDER));
  };
}

type Pairs = { stems: ReadonlySet<string>; paired: number; programs: number };

function pairsAmong(paths: readonly string[]): Pairs {
  const stems = new Set(paths.filter((it) => ABOUT.test(it)).map(stem));
  const programs = paths.filter((it) => languageOf(it) !== undefined && !ABOUT.test(it));
  return { stems, programs: programs.length, paired: programs.filter((it) => stems.has(stem(it))).length };
}

const isMany = (paired: number, programs: number, { least, share }: typeof IN_FOLDER): boolean =>
  paired >= least && paired >= programs * share;

/** `x.py` and `x.fixed.py` both belong to `x.yaml`. */
const stem = (path: string): string => baseName(path).replace(/(\.(fixed|test|spec))?\.\w+$/, '');
