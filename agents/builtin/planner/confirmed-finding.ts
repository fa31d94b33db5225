// A confirmed finding as the planner gets it, and the files that its fix touches.

import { cleanGlob } from '../../../runtime/globs.ts';
import { targetProblem } from '../../../validators/plan/targets.ts';
import { folderOf, resolveIn } from '../reading/paths.ts';
import type { ClaimedFinding, Repository } from '../rule.ts';

export type ConfirmedFinding = ClaimedFinding & { recommendation: string; state: string };

/** Where decisions are recorded that no file shows. */
const DECISIONS = 'DECISIONS.md';

/** The place in the first piece of evidence that this tree has, as `path:line`: the file to fix first. */
export function placeOf(repo: Repository, { evidence }: ConfirmedFinding): { path: string; line: number | undefined } | undefined {
  const there = evidence.find((it) => it.side !== 'from' && it.path !== undefined && repo.has(it.path));
  return there?.path === undefined ? undefined : { path: there.path, line: there.line };
}

/** Files of the tree that its evidence or its recommendation names; a manifest if one must be changed. */
export function filesOf(repo: Repository, held: ConfirmedFinding): string[] {
  const shown = held.evidence.flatMap((it) => (it.side !== 'from' && it.path !== undefined && repo.has(it.path) ? [it.path] : []));
  const named = [...held.recommendation.matchAll(/[\w@][\w@.+-]*(?:\/[\w@.+-]+)*/g)].map(([word]) => word.replace(/\.+$/, ''));
  const manifests = held.category.startsWith('deps/') ? shown.flatMap((path) => nearest(repo, path, 'package.json')) : [];
  const files = new Set([...shown, ...named.filter((it) => it.includes('.') && repo.has(it)), ...manifests]);
  return files.size > 0 ? [...files] : [DECISIONS];
}

function nearest(repo: Repository, path: string, name: string): string[] {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const at = resolveIn(folder, name) ?? name;
    if (repo.has(at)) return [at];
    if (folder === '') return [];
  }
}

/** A path as a glob that matches only it; its folder if no such glob can be written. */
export function globFor(path: string): string {
  const literal = /^[-!\s]/.test(path) ? `./${path}` : path;
  if (targetProblem(literal) === undefined && cleanGlob(literal) === path) return literal;
  const folder = folderOf(path);
  return folder === '' ? '**' : globFor(folder);
}
