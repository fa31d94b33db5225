// A checkout of a project in a sandbox.

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { captureBase } from '../../../../../runtime/workspace/capture/capture.ts';
import { checkoutFor } from '../../../../../runtime/workspace/checkout/checkout.ts';
import type { Sandbox } from '../sandbox.ts';

const LIMITS = { fileBytes: 1_000_000, copyBytes: 10_000_000 };

export const capture = (box: Sandbox, project: string, base = 'worktree') =>
  captureBase(
    { project, base, scope: [], scratch: box.path('scratch'), limits: LIMITS },
    { bases: box.path('home', 'bases'), run: 'r-abcdef' },
  );

export async function seated(
  box: Sandbox,
  files: Record<string, string> = { 'a.txt': 'a\n', 'deep/b.txt': 'b\n', '.gitignore': 'cache/\n' },
) {
  const repo = box.repo();
  repo.write(files);
  symlinkSync('a.txt', join(repo.root, 'link'));
  repo.commit();
  const base = await capture(box, repo.root);
  const path = box.path('places', 'claude');
  await checkoutFor({ base, path });
  return { repo, base, path, seat: box.at(path) };
}
