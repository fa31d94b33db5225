// If a project's files cannot be hard-linked into the home (because it is on another file system, say), the base and its history
// are copied: one pack of what is not there yet.

import { join } from 'node:path';
import { git } from '../git/git.ts';
import { quoted } from '../git/quoting.ts';
import { heldRefs } from './hold.ts';

/** `from` is a repository that can read all of it. Bases that are held here already are here with their whole history. */
export async function copyNeeded(gitDir: string, from: string, commits: readonly string[], signal?: AbortSignal): Promise<void> {
  const known = new Set((await heldRefs(gitDir, signal)).map((it) => it.commit));
  const input = [...commits, ...[...known].map((commit) => `^${commit}`)].map((line) => `${line}\n`).join('');
  const pack = join(gitDir, 'objects', 'pack', 'pack');
  const args = ['pack-objects', '--revs', '--non-empty', '--delta-base-offset', '--quiet', pack];
  await git({ gitDir }, args, { input, signal, env: { GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(join(from, 'objects')) } });
}
