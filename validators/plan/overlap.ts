// Which stages could touch one file. A tree of the folders that their globs name outright, so that only globs of
// which one is inside the other's folder are compared; with too many patterns to compare, folders alone decide.

import { canMeet, type GlobParts, type Part, partsOf } from './glob-parts.ts';

/** Two stages by their index, and the globs that tell it. */
export type Overlap = { one: number; other: number; globs: [string, string] };

type Touch = { stage: number; glob: string; below: readonly Part[] };
type Folder = { touches: Touch[]; inside: Map<string, Folder> };

/** Characters of brace globs that are written out in full; each may become a few hundred alternatives. */
const MOST_BRACES = 80_000;
/** Steps of comparing patterns with each other: a second at the worst. */
const MOST_STEPS = 40_000_000;

/** For each pair of stages that `together` lets run at once, the first overlap in the order of the globs' letters. */
export function overlaps(files: readonly (readonly string[])[], together: (one: number, other: number) => boolean): Overlap[] {
  const globs = files.flatMap((list, stage) => taken(list).map((glob) => ({ stage, glob })));
  globs.sort((a, b) => (a.glob < b.glob ? -1 : a.glob > b.glob ? 1 : a.stage - b.stage));
  const braces = globs.reduce((sum, { glob }) => sum + (glob.includes('{') ? glob.length : 0), 0);
  const root: Folder = { touches: [], inside: new Map() };
  for (const { stage, glob } of globs) for (const parts of partsOf(glob, braces <= MOST_BRACES)) put(root, stage, glob, parts);
  return meet(root, costOf(root) <= MOST_STEPS, together);
}

/** What a list takes away again is not counted: taken for touched, it is at worst one stage after the other. */
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
  // A glob that is whole says all there is to say of its stage here.
  if (below.length === 0 && last?.stage === stage && last.below.length === 0) return;
  folder.touches.push({ stage, glob, below });
}

/** Who is above, nearest first. */
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

function meet(root: Folder, closely: boolean, together: (one: number, other: number) => boolean): Overlap[] {
  const found = new Map<string, Overlap>();
  const open: { folder: Folder; path: readonly string[]; above: Above | undefined }[] = [{ folder: root, path: [], above: undefined }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { folder, path } = at;
    const touches = closely ? folder.touches : oncePerStage(folder.touches);
    const above: Above | undefined = touches.length > 0 ? { touches, depth: path.length, up: at.above } : at.above;
    for (const touch of touches) {
      for (let level = above; level !== undefined; level = level.up) {
        const names = closely ? path.slice(level.depth).map((literal) => ({ literal })) : [];
        for (const other of level.touches) {
          if (other.stage === touch.stage) continue;
          const pair = touch.stage < other.stage ? `${touch.stage} ${other.stage}` : `${other.stage} ${touch.stage}`;
          if (found.has(pair) || !together(touch.stage, other.stage)) continue;
          if (closely && other.below.length > 0 && !canMeet(other.below, [...names, ...touch.below])) continue;
          const inOrder = touch.stage < other.stage;
          found.set(pair, {
            one: inOrder ? touch.stage : other.stage,
            other: inOrder ? other.stage : touch.stage,
            globs: inOrder ? [touch.glob, other.glob] : [other.glob, touch.glob],
          });
        }
      }
    }
    for (const [name, inside] of folder.inside) open.push({ folder: inside, path: [...path, name], above });
  }
  return [...found.values()];
}

const oncePerStage = (touches: readonly Touch[]): Touch[] => [...new Map(touches.map((it) => [it.stage, it])).values()];
