// Refuses a scope that matches no file, because it is a typo: a run over nothing would end as if all were well. The error names the
// nearest paths that exist.

import { MusterError } from '../../../contracts/errors.ts';
import { cleanGlob, globTest, pathTest } from '../../globs.ts';
import { nearest } from '../../text/nearest.ts';

const MOST_NAMED = 5;

/** `paths` are all files that could be looked at, on either side of a range. */
export function checkScope(scope: readonly string[], paths: readonly string[], where: string): void {
  if (scope.length === 0 || paths.some(pathTest(scope))) return;
  const names = scope.map((it) => `\`${it}\``);
  const shown = names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED), '…'] : names;
  const near = [...new Set(scope.filter((it) => !it.startsWith('!')).flatMap((it) => nearestTo(it, paths)))].slice(0, MOST_NAMED);
  throw new MusterError(
    'scope-empty',
    `the scope ${shown.join(', ')} matches no file of ${where}`,
    near.length === 0 ? 'Widen it, or leave it out.' : `The nearest that exist: ${near.join(', ')}.`,
  );
}

type Folder = Map<string, Folder>;

/** Follows the folders that the glob names as far as they exist, then suggests similar names there, or the same name elsewhere. */
function nearestTo(glob: string, paths: readonly string[]): string[] {
  const names = cleanGlob(glob)
    .split('/')
    .filter((it) => it !== '' && it !== '.');
  const wild = names.findIndex((it) => /[*?[{\\]/.test(it));
  const literal = wild < 0 ? names : names.slice(0, wild);
  let folder = treeOf(paths);
  const there: string[] = [];
  for (const [at, name] of literal.entries()) {
    const next = folder.get(name);
    if (next === undefined) {
      const almost = nearest(name, [...folder.keys()]);
      if (almost !== undefined) return [deeper([...there, almost], folder.get(almost), literal.slice(at + 1))];
      const elsewhere = called(name, literal.slice(at + 1), paths);
      return elsewhere.length > 0 ? elsewhere : entries(there, folder);
    }
    there.push(name);
    folder = next;
  }
  return entries(there, folder);
}

function deeper(there: readonly string[], folder: Folder | undefined, rest: readonly string[]): string {
  const [name] = rest;
  const next = name === undefined ? undefined : folder?.get(name);
  return next === undefined || name === undefined ? there.join('/') : deeper([...there, name], next, rest.slice(1));
}

/** Files and folders of that name anywhere; those that match the rest of the path come first. */
function called(name: string, rest: readonly string[], paths: readonly string[]): string[] {
  for (const wanted of [[name, ...rest].join('/'), rest.at(-1) ?? name]) {
    const fits = globTest(`**/${wanted.replace(/[*?[\]{}\\]/g, '?')}`);
    const found = paths.filter(fits).map((path) => path.slice(0, `/${path}/`.indexOf(`/${wanted}/`) + wanted.length));
    if (found.length > 0) return [...new Set(found)].slice(0, MOST_NAMED);
  }
  return [];
}

const entries = (there: readonly string[], folder: Folder): string[] =>
  [...folder.keys()].slice(0, MOST_NAMED).map((name) => [...there, name].join('/'));

function treeOf(paths: readonly string[]): Folder {
  const root: Folder = new Map();
  for (const path of paths) {
    let at = root;
    for (const name of path.split('/')) {
      const next: Folder = at.get(name) ?? new Map();
      at.set(name, next);
      at = next;
    }
  }
  return root;
}
