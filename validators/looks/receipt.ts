// Which of the looks that a worker claims, and of those in its program's output, are in the base. A path that does not exist is no
// look, a glob or a folder is a search, and if a program prints all of its looks, only printed ones count.

import type { ClaimedLook, LookKind, Receipt } from '../../contracts/work/receipt.ts';
import { globTest } from '../../runtime/globs.ts';
import type { Steps } from '../../runtime/steps.ts';
import { placesOf } from './places.ts';

/** A look in a program's output: a file, a folder or a glob, as written there. */
export type SeenLook = { path: string; how: LookKind };

/** The base, as far as looks need it. */
export type ScopeFiles = {
  /** Files in the scope, sorted. */
  files: readonly string[];
  /** Every path of the base. */
  all: ReadonlySet<string>;
  /** In a range: the files that it changes, and the paths that it removes. */
  changed: ReadonlySet<string> | null;
  removed: ReadonlySet<string>;
  /** In the scope; none if left out. Their files are not part of the base. */
  submodules?: readonly string[] | undefined;
};

export type Looks = {
  claimed: readonly ClaimedLook[];
  /** Files of which it quoted a text that is there. */
  quoted: readonly string[];
  /** Undefined if the output cannot show looks, or shows none in a known form. */
  seen: readonly SeenLook[] | undefined;
  /** The output is complete from its first byte: what it does not show was not done. */
  whole: boolean;
  /** Its output is a record that its program keeps of the worker, not what the worker itself prints. */
  witnessed: boolean;
  /** One of our own programs reports what it opened: a folder means everything in it. */
  trusted: boolean;
  /** Where the checkout was: absolute paths below it are paths of the base. */
  root: string | null;
};

/** In steps, because a base may have a hundred thousand files or more. */
export function* receiptSteps(looks: Looks, scope: ScopeFiles): Steps<Receipt> {
  const { claimed, quoted, seen, trusted, whole, witnessed } = looks;
  const find =
    claimed.length + quoted.length + (seen?.length ?? 0) === 0 ? () => ABSENT : finder(scope, yield* lookupOf(scope), looks.root);
  const said = yield* saidIn(claimed, find, scope, trusted);
  const quotedFrom = yield* quotedFromIn(quoted, find);
  const saw = yield* sawIn(seen ?? [], find, scope);
  yield;
  const onlySeen = seen !== undefined && whole;
  const unwitnessed = onlySeen ? [...said.opened].filter((at) => !saw.opened.has(at)).length : 0;
  // What a program's own record does not show was not done; what a command leaves out of its lines it may show by a quote.
  const beside = !onlySeen ? [...said.opened, ...quotedFrom] : witnessed ? [] : quotedFrom;
  const opened = new Set([...saw.opened, ...beside]);
  yield;
  const by = trusted ? 'program' : witnessed && (onlySeen || isSubset(opened, saw.opened)) ? 'witnessed' : 'claimed';
  const searched = onlySeen ? saw.searched : new Set([...saw.searched, ...said.searched]);
  return {
    files: scope.files.length,
    opened: placesOf(opened),
    searched: placesOf([...searched].filter((at) => !opened.has(at))),
    ...(scope.changed === null ? {} : { changed: yield* changedPlaces(scope, scope.changed) }),
    by,
    ...(by === 'claimed' ? { shown: placesOf(new Set([...(witnessed ? saw.opened : []), ...quotedFrom])) } : {}),
    searchSeen: witnessed && saw.searched.size > 0,
    unwitnessed,
    absent: said.absent,
  };
}

/** Places in the list of files. */
type Places = { opened: Set<number>; searched: Set<number> };
type Find = (written: string) => PathMatch;

/** What the result claims. Only paths that it names count as opened; `trusted`: a folder means everything in it. */
function* saidIn(claimed: readonly ClaimedLook[], find: Find, scope: ScopeFiles, trusted: boolean): Steps<Places & { absent: string[] }> {
  const said = { opened: new Set<number>(), searched: new Set<number>(), absent: [] as string[] };
  for (const { path, glob, how } of claimed) {
    yield;
    const found = find(path ?? glob ?? '');
    if (found.kind === 'absent') {
      if (path !== undefined) said.absent.push(path);
      continue;
    }
    const isNamed = path !== undefined && (found.kind === 'file' || trusted);
    for (const [n, at] of found.places.entries()) {
      if (n % IN_ONE_STEP === 0) yield;
      const opens = isNamed && (how === 'read' || (how === 'diffed' && isChanged(scope, at)));
      (opens ? said.opened : said.searched).add(at);
    }
  }
  return said;
}

function* quotedFromIn(quoted: readonly string[], find: Find): Steps<Set<number>> {
  const places = new Set<number>();
  for (const path of new Set(quoted)) {
    yield;
    const found = find(path);
    if (found.kind === 'file') for (const at of found.places) places.add(at);
  }
  return places;
}

/** What the program's output shows. */
function* sawIn(seen: readonly SeenLook[], find: Find, scope: ScopeFiles): Steps<Places> {
  const saw: Places = { opened: new Set(), searched: new Set() };
  for (const { path, how } of seen) {
    yield;
    const found = find(path);
    if (found.kind === 'absent') continue;
    const searches = how === 'read' || how === 'searched' || (how === 'ran' && found.kind === 'file');
    for (const [n, at] of found.places.entries()) {
      if (n % IN_ONE_STEP === 0) yield;
      const opens = how === 'read' ? found.kind !== 'folder' : how === 'diffed' && isChanged(scope, at);
      if (opens) saw.opened.add(at);
      else if (searches) saw.searched.add(at);
    }
  }
  return saw;
}

const changes = new WeakMap<ScopeFiles, string>();

/** Cached, because it is the same for every receipt about a scope. */
function* changedPlaces(scope: ScopeFiles, changed: ReadonlySet<string>): Steps<string> {
  const known = changes.get(scope);
  if (known !== undefined) return known;
  const places: number[] = [];
  for (const [at, path] of scope.files.entries()) {
    if (at % IN_ONE_STEP === 0) yield;
    if (changed.has(path)) places.push(at);
  }
  const text = placesOf(places);
  changes.set(scope, text);
  return text;
}

/** Even in incomplete output, everything that counts may have been seen. */
const isSubset = (some: ReadonlySet<number>, seen: ReadonlySet<number>): boolean => some.size > 0 && [...some].every((it) => seen.has(it));

const isChanged = ({ changed, files }: ScopeFiles, at: number): boolean => changed?.has(files[at] ?? '') ?? false;

type PathMatch = { kind: 'file' | 'folder' | 'glob'; places: readonly number[] } | { kind: 'absent' };

/** A path may be relative to the root of the base or, if absolute, below the checkout. */
function finder({ files, removed }: ScopeFiles, { index, paths, folders }: Lookup, root: string | null): Find {
  const known = new Map<string, PathMatch>();
  let globs = 0;
  return (written) => {
    const before = known.get(written);
    if (before) return before;
    const found = look(cleanPath(written, root));
    known.set(written, found);
    return found;
  };

  function look(path: string | undefined): PathMatch {
    if (path === undefined) return ABSENT;
    if (path === '') return { kind: 'folder', places: files.map((_, at) => at) };
    const at = index.get(path);
    if (at !== undefined) return { kind: 'file', places: [at] };
    // In the base but outside of the scope; or only before the change.
    if (paths.has(path) || removed.has(path)) return { kind: 'file', places: [] };
    if (folders.has(path)) return { kind: 'folder', places: placesBelow(files, path) };
    if (!/[*?[{]/.test(path) || ++globs > MOST_GLOBS) return ABSENT;
    const fits = globTest(path);
    const places = files.flatMap((it, place) => (fits(it) ? [place] : []));
    return places.length > 0 ? { kind: 'glob', places } : ABSENT;
  }
}

/** The number of globs that are looked up for one worker. */
const MOST_GLOBS = 200;
const ABSENT = { kind: 'absent' } as const;

/** What every look needs from a scope: prepared once for all receipts about it. */
type Lookup = {
  /** The position of each file in the scope. */
  index: ReadonlyMap<string, number>;
  paths: ReadonlySet<string>;
  folders: ReadonlySet<string>;
};
const lookups = new WeakMap<ScopeFiles, Lookup>();
const IN_ONE_STEP = 500;

function* lookupOf(scope: ScopeFiles): Steps<Lookup> {
  const known = lookups.get(scope);
  if (known) return known;
  const index = new Map<string, number>();
  for (const [at, path] of scope.files.entries()) {
    if (at % IN_ONE_STEP === 0) yield;
    index.set(path.normalize('NFC'), at);
  }
  const paths = new Set<string>();
  for (const path of scope.all) {
    if (paths.size % IN_ONE_STEP === 0) yield;
    paths.add(path.normalize('NFC'));
  }
  const lookup = { index, paths, folders: yield* foldersOf(paths) };
  lookups.set(scope, lookup);
  return lookup;
}

function* foldersOf(paths: Iterable<string>): Steps<Set<string>> {
  const folders = new Set<string>();
  let seen = 0;
  for (const path of paths) {
    if (seen++ % IN_ONE_STEP === 0) yield;
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

/** The contents of a folder are adjacent in a sorted list. */
function placesBelow(files: readonly string[], folder: string): number[] {
  const from = firstAtLeast(files, `${folder}/`);
  const places: number[] = [];
  for (let at = from; files[at]?.startsWith(`${folder}/`); at++) places.push(at);
  return places;
}

function firstAtLeast(files: readonly string[], text: string): number {
  let from = 0;
  let to = files.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((files[middle] ?? '') < text) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Undefined for a path that leads out of the base. */
function cleanPath(written: string, root: string | null): string | undefined {
  let path = written.trim().normalize('NFC');
  if (root !== null && (path === root || path.startsWith(`${root}/`))) path = path.slice(root.length + 1);
  else if (path.startsWith('/') || path.startsWith('~')) return undefined;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
