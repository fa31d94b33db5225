// What a run would review: its base, captured exactly as the run would capture it, in a temporary folder.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../../contracts/config.ts';
import type { Base } from '../../../contracts/run/base.ts';
import type { Task } from '../../../contracts/task/task.ts';
import { pathTest } from '../../../runtime/globs.ts';
import { captureBriefly } from '../../../runtime/workspace/capture/capture.ts';
import { namesBetween } from '../../../runtime/workspace/changes.ts';
import { git } from '../../../runtime/workspace/git/git.ts';

export type BasePreview = {
  label: string;
  /** The files under review: the changed ones in the scope, or all files in the scope if there is no range. */
  files: string[];
  /** Files that the range removes. */
  removed: string[];
  uncommitted: boolean;
  leftOut: Base['leftOut'];
  isRepository: boolean;
};

export async function previewBase(
  task: Pick<Task, 'project' | 'base' | 'range' | 'since' | 'scope'>,
  config: Config,
  bases: string,
): Promise<BasePreview> {
  const scratch = await mkdtemp(join(tmpdir(), 'muster-look-'));
  try {
    const { project, base: name, range, since, scope } = task;
    const base = await captureBriefly({ project, base: name, range, since, scope, scratch, limits: config.capture, bases });
    const inScope = pathTest(scope);
    const { files, removed } = await filesOf(base);
    return {
      label: base.label,
      files: files.filter(inScope),
      removed: removed.filter(inScope),
      uncommitted: base.uncommitted,
      leftOut: base.leftOut,
      isRepository: base.kind === 'git',
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function filesOf(base: Base): Promise<{ files: string[]; removed: string[] }> {
  if (base.kind === 'git' && base.from !== undefined) {
    const { touched, removed } = await namesBetween(base.gitDir, base.from, base.commit);
    return { files: [...touched], removed: [...removed] };
  }
  const { stdout } = await git({ gitDir: base.gitDir }, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', base.commit]);
  return { files: stdout.toString('utf8').split('\0').slice(0, -1), removed: [] };
}
