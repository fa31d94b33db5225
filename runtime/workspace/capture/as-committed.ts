// Whether the checkout of a user is exactly its commit, with no other files in it, ignored or not: read from the index and the disk
// without starting git. False only means “unknown”.

import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isAsIndexed } from '../checkout/as-indexed.ts';
import { plainLayout } from '../plain-repository.ts';
import { isMusters } from './left-out.ts';

/** `tree`: of the commit. In a repository with an unusual setting git is asked, because it may have another opinion. */
export async function isAsCommitted(root: string, tree: string): Promise<boolean> {
  const layout = plainLayout(root);
  if (!layout) return false;
  return isAsIndexed(root, layout.index, {
    tree,
    refuses: isMusters,
    skips: (name) => name === '.git' || isMusters(name),
    mayConvert: (paths) => hasAttributes(layout.gitDir, paths),
  });
}

/** Attributes can make git convert what it reads. They are also read from a file of the user, whatever the user's config says. */
function hasAttributes(gitDir: string, paths: ReadonlyMap<string, unknown>): boolean {
  const { HOME, XDG_CONFIG_HOME } = process.env;
  const own = XDG_CONFIG_HOME || (HOME && join(HOME, '.config'));
  if (existsSync(join(gitDir, 'info', 'attributes')) || (own && existsSync(join(own, 'git', 'attributes')))) return true;
  for (const path of paths.keys()) if (posix.basename(path) === '.gitattributes') return true;
  return false;
}
