// Captures of a project in a sandbox, and what is in them.

import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { MusterError } from '../../../../../contracts/errors.ts';
import type { Base } from '../../../../../contracts/run/base.ts';
import { type CaptureRequest, captureBase } from '../../../../../runtime/workspace/capture/capture.ts';
import type { Repo, Sandbox } from '../sandbox.ts';

export const LIMITS = { fileBytes: 100_000, copyBytes: 1_000_000 };

export const capture = (box: Sandbox, project: string, more: Partial<CaptureRequest> = {}, run = 'r-abcdef') =>
  captureBase(
    { project, base: 'worktree', scope: [], scratch: box.path('scratch'), limits: LIMITS, ...more },
    { bases: box.path('home', 'bases'), run },
  );

/** The repository that the base is read from: that of the bases, never the user's. */
export const held = (box: Sandbox, base: Base): Repo => box.at(base.gitDir);

export const filesOf = (box: Sandbox, base: Base): string[] =>
  held(box, base)
    .git('ls-tree', '-r', '-z', '--name-only', base.commit)
    .split('\0')
    .filter((path) => path !== '')
    .sort();

export const textAt = (box: Sandbox, base: Base, path: string): string => held(box, base).git('cat-file', 'blob', `${base.commit}:${path}`);

export const reasons = (base: Base): Record<string, string> => Object.fromEntries(base.leftOut.map((it) => [it.path, it.reason]));

/**
 * Everything below a folder by name, mode, time and content: nothing may come, go or change. Git renews the time of an
 * object when the same is written once more.
 */
export function fingerprintOf(root: string): string {
  const hash = createHash('sha256');
  const visit = (folder: string) => {
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name);
      const info = lstatSync(path);
      const time = path.includes('/.git/objects/') ? '' : info.mtimeMs;
      hash.update(`${path} ${info.mode} ${info.isDirectory() ? '' : `${time} ${info.ino}`}\n`);
      if (info.isSymbolicLink()) hash.update(readlinkSync(path));
      else if (info.isDirectory()) visit(path);
      else if (info.isFile()) hash.update(readFileSync(path));
    }
  };
  visit(root);
  return hash.digest('hex');
}

export async function refused(work: () => Promise<unknown>): Promise<MusterError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof MusterError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
