// Whether a project is as it was when its base was captured. The checkout is captured once more in the same way, so
// that what was left out then is left out now; nothing of the user's changes by that.

import { dirname } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import type { Base } from '../../../contracts/run/base.ts';
import { namesBetween } from '../changes.ts';
import { findProject } from '../project.ts';
import { commitOf, readRange } from '../revisions.ts';
import type { CaptureRequest } from './capture.ts';
import { captureCopy } from './capture-copy.ts';
import { captureWorktree } from './capture-worktree.ts';
import { isMusters } from './left-out.ts';

export type ChangedSince = {
  /** Paths that are new, changed or gone. */
  changed: string[];
  /** What is not committed in a checkout of which only a commit was looked at: it may have stood there before. */
  perhaps: string[];
};

export async function changedSince(base: Base, request: CaptureRequest): Promise<ChangedSince> {
  const { limits, copyInto, signal } = request;
  if (base.kind === 'copy') {
    const { tree } = await captureCopy(base.root, request.scope, copyInto, limits, signal);
    return { changed: await pathsBetween(base.gitDir, base.tree, tree, signal), perhaps: [] };
  }
  const project = await findProject(request.project, signal);
  if (project.kind === 'folder')
    throw new MusterError('base-unknown', `${project.root} is no git repository any more`, 'Has its .git been moved?');
  const { tree } = await captureWorktree(project, limits, dirname(copyInto), signal);
  const name = request.range === undefined ? request.base : readRange(request.range).right || 'worktree';
  if (name === 'worktree') return { changed: await pathsBetween(base.gitDir, base.tree, tree, signal), perhaps: [] };
  const now = await commitOf(project.gitDir, name, signal);
  return {
    changed: await pathsBetween(base.gitDir, base.commit, now, signal),
    perhaps: project.head === undefined ? [] : await pathsBetween(base.gitDir, project.head, tree, signal),
  };
}

/** Our own folder is no part of any capture, even where somebody has committed it. */
async function pathsBetween(gitDir: string, from: string, to: string, signal: AbortSignal | undefined): Promise<string[]> {
  if (from === to) return [];
  const { touched, removed } = await namesBetween(gitDir, from, to, signal);
  return [...new Set([...touched, ...removed])].filter((path) => !isMusters(path)).sort();
}
