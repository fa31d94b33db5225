// Which stages could touch the same file. Globs are put into a tree by the folders that they name literally, so that only globs in
// the same branch are compared; if there are too many patterns to compare, the folders alone decide.

import { canMeet, type GlobParts, type Part, partsOf } from './glob-parts.ts';

/** Two stages by their indexes, and the globs that overlap. */
export type Overlap = { one: number; other: number; globs: [string, string] };

type Touch = { stage: number; glob: string; below: readonly Part[] };
type Folder = { touches: Touch[]; inside: Map<string, Folder> };

/** A limit on the characters of brace globs that are expanded; each may become a few hundred alternatives. */
const MOST_BRACES = 80_000;
/** A limit on the steps of comparing patterns: a second at worst. */
const MOST_STEPS = 40_000_000;

/** For each pair of stages that may run `together`, the first overlap in alphabetical order of the globs. */
export function overlaps(files: readonly (readonly string[])[], together: (one: number, other: number) => boolean): Overlap[] {
  const globs = files.flatMap((list, stage) => taken(list).map((glob) => ({ stage, glob })));
  globs.sort((a, b) => (a.glob < b.glob ? -1 : a.glob > b.glob ? 1 : a.stage - b.stage));
  const braces = globs.reduce((sum, { glob }) => sum + (glob.includes('{') ? glob.length : 0), 0);
  const root: Folder = { touches: [], inside: new Map() };
  for (const { stage, glob } of globs) for (const parts of partsOf(glob, braces <= MOST_BRACES)) put(root, stage, glob, parts);
  return meet(root, costOf(root) <= MOST_STEPS ? 'patterns' : 'folders', together);
}

/** Exclusions are ignored: at worst, stages run one after the other without need. */
function taken(list: readonly string[]): string[] {
  const positive = [...new Set(list.filter((it) => !it.startsWith('!')))];
  return positive.length > 0 ? positive : ['**'];
}

function put(root: Folder, stage: number, glob: string, { folders, below }: GlobParts): void {
  let folder = root;
  for (const name of folders) {
    let next = folder.inside.get(name);
    if (next === undefined) {
      next = { touches: [], inside: new Map() };
      folder.inside.set(name, next);
    }
    folder = next;
  }
  const last = folder.touches.at(-1);
  // A glob without a pattern already covers everything that its stage touches here.
  if (below.length === 0 && last?.stage === stage && last.below.length === 0) return;
  folder.touches.push({ stage, glob, below });
}

/** The enclosing folders, nearest first. */
type Above = { touches: readonly Touch[]; depth: number; up: Above | undefined };

function costOf(root: Folder): number {
  let cost = 0;
  const open: { folder: Folder; patterns: number }[] = [{ folder: root, patterns: 0 }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { folder } = at;
    const own = folder.touches.reduce((sum, it) => sum + (it.below.length > 0 ? it.glob.length : 0), 0);
    const patterns = at.patterns + own;
    cost += patterns * folder.touches.reduce((sum, it) => sum + it.glob.length, 0);
    for (const inside of folder.inside.values()) open.push({ folder: inside, patterns });
  }
  return cost;
}

/** What is compared: the globs themselves, or only the folders that they name. */
type Comparison = 'patterns' | 'folders';

function meet(root: Folder, comparison: Comparison, together: (one: number, other: number) => boolean): Overlap[] {
  const found = new Map<string, Overlap>();
  for (const { touch, level, between } of encounters(root, comparison)) {
    for (const other of level.touches) {
      if (other.stage === touch.stage) continue;
      const [one, two] = touch.stage < other.stage ? [touch, other] : [other, touch];
      const pair = `${one.stage} ${two.stage}`;
      if (found.has(pair) || !together(touch.stage, other.stage)) continue;
      if (comparison === 'patterns' && other.below.length > 0 && !canMeet(other.below, [...between, ...touch.below])) continue;
      found.set(pair, { one: one.stage, other: two.stage, globs: [one.glob, two.glob] });
    }
  }
  return [...found.values()];
}

type Encounter = { touch: Touch; level: Above; between: readonly Part[] };

/** Each glob with its own folder and each one above that has globs, and the names `between` the two folders. */
function* encounters(root: Folder, comparison: Comparison): Generator<Encounter> {
  const open: { folder: Folder; path: readonly string[]; above: Above | undefined }[] = [{ folder: root, path: [], above: undefined }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { folder, path } = at;
    const touches = comparison === 'patterns' ? folder.touches : oncePerStage(folder.touches);
    const above: Above | undefined = touches.length > 0 ? { touches, depth: path.length, up: at.above } : at.above;
    for (const touch of touches) {
      for (let level = above; level !== undefined; level = level.up) {
        yield { touch, level, between: comparison === 'patterns' ? path.slice(level.depth).map((literal) => ({ literal })) : [] };
      }
    }
    for (const [name, inside] of folder.inside) open.push({ folder: inside, path: [...path, name], above });
  }
}

const oncePerStage = (touches: readonly Touch[]): Touch[] => [...new Map(touches.map((it) => [it.stage, it])).values()];
