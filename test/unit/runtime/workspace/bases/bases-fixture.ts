// The fixture of the tests of bases: a project with history and changes, and looks at what a base holds.

import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../../contracts/errors.ts';
import type { Base } from '../../../../../contracts/run/base.ts';
import { type CaptureRequest, captureBase } from '../../../../../runtime/workspace/capture/capture.ts';
import type { Repo, Sandbox } from '../sandbox.ts';

const LIMITS = { fileBytes: 100_000, copyBytes: 1_000_000 };

export const asked = (box: Sandbox, project: string, more: Partial<CaptureRequest> = {}): CaptureRequest => ({
  project,
  base: 'worktree',
  scope: [],
  scratch: box.path('scratch'),
  limits: LIMITS,
  ...more,
});

export const capture = (
  box: Sandbox,
  project: string,
  more: Partial<CaptureRequest> = {},
  run = 'r-abcdef',
  bases = box.path('home', 'bases'),
) => captureBase(asked(box, project, more), { bases, run });

/** A project with two commits, one of them packed, and changes that are not committed. */
export function shop(box: Sandbox, name = 'shop'): Repo {
  const repo = box.repo(name);
  repo.commit({ 'a.txt': 'one\n', 'gone.txt': 'gone\n' });
  repo.git('gc', '--quiet');
  rmSync(join(repo.root, 'gone.txt'));
  repo.commit({ 'a.txt': 'two\n' });
  repo.write({ 'a.txt': 'three\n', 'new.txt': 'new\n' });
  return repo;
}

export function contentOf(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).map((it) => join(it.parentPath, it.name));
  return Object.fromEntries(
    files.sort().map((path) => [relative(root, path), statSync(path).isDirectory() ? 'folder' : readFileSync(path, 'hex')]),
  );
}

/** Whole: every object of the base and its history is there and is what its name says. */
export function assertWhole(box: Sandbox, base: Base, commits: number, name?: string): void {
  const held = box.at(base.gitDir);
  held.git('fsck', '--full', '--strict', base.commit);
  assert.is(held.git('log', '--format=%H', base.commit).split('\n').length, commits, name);
  assert.not.ok(existsSync(join(base.gitDir, 'objects', 'info', 'alternates')), name);
}

export const messageOf = (work: Promise<unknown>): Promise<MusterError> =>
  work.then(
    () => assert.unreachable('it was not refused') as never,
    (error: unknown) => (error instanceof MusterError ? error : Promise.reject(error)),
  );
