// Whether a project has changed since its base was captured. The checkout is captured again in the same way, so that the same files
// are left out; this changes nothing of the user's.

import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import type { Base } from '../../../contracts/run/base.ts';
import { withFolder } from '../../files.ts';
import { borrow } from '../bases/borrow.ts';
import { namesBetween } from '../changes.ts';
import { makeBare, objectsOf } from '../git/bare.ts';
import { findProject } from '../project.ts';
import { commitOf, readRange } from '../revisions.ts';
import type { CaptureRequest } from './capture.ts';
import { captureFolder } from './capture-folder.ts';
import { captureWorktree } from './capture-worktree.ts';
import { isMusters } from './left-out.ts';
import { copyIndex } from './snapshot.ts';

export type ChangedSince = {
  /** Paths that are new, changed or gone. */
  changed: string[];
  /** Uncommitted paths, if only a commit was captured: they may have been there before. */
  perhaps: string[];
};

export async function changedSince(base: Base, request: CaptureRequest): Promise<ChangedSince> {
  const { limits, scratch, signal } = request;
  return withFolder(scratch, 'since', async (folder) => {
    const into = join(folder, 'now.git');
    const since = (from: string, to: string) => pathsBetween(into, from, to, signal);
    if (base.kind === 'copy') {
      await makeBare(into, 'sha1', { borrows: [objectsOf(base.gitDir)] });
      const { tree } = await captureFolder(base.root, request.scope, { into, limits, scratch, signal });
      return { changed: await since(base.tree, tree), perhaps: [] };
    }
    const project = await findProject(request.project, signal);
    if (project.kind === 'folder')
      throw new MusterError('base-unknown', `${project.root} is no longer a git repository`, 'Check whether its .git was moved.');
    const index = join(folder, 'index');
    await copyIndex(project.index, index);
    await borrow(into, project, [objectsOf(base.gitDir)]);
    const { tree } = await captureWorktree(project, { index, into, limits, signal });
    const name = request.range === undefined ? request.base : readRange(request.range).right || 'worktree';
    if (name === 'worktree') return { changed: await since(base.tree, tree), perhaps: [] };
    const now = await commitOf(project.gitDir, name, signal);
    return { changed: await since(base.commit, now), perhaps: project.head === undefined ? [] : await since(project.head, tree) };
  });
}

/** Our own folder is never part of a capture, even if it was committed. */
async function pathsBetween(gitDir: string, from: string, to: string, signal: AbortSignal | undefined): Promise<string[]> {
  if (from === to) return [];
  const { touched, removed } = await namesBetween(gitDir, from, to, signal);
  return [...new Set([...touched, ...removed])].filter((path) => !isMusters(path)).sort();
}
