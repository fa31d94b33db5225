// Asks git for a single path at a commit: one `ls-tree`, not cached.

import { git } from './git.ts';

export type Entry = { mode: string; type: 'blob' | 'tree' | 'commit'; object: string };

const COMMITTISH = /^[0-9a-f]{4,64}$/;

export async function entryAt(gitDir: string, commit: string, path: string, signal?: AbortSignal): Promise<Entry | undefined> {
  const wanted = path.replace(/^(\.\/)+|\/+$/g, '');
  if (wanted === '' || wanted.includes('\0') || !COMMITTISH.test(commit)) return undefined;
  const args = ['ls-tree', '-z', '--full-tree', '--end-of-options', `${commit}^{commit}`, '--', wanted];
  // Exit code 128: this repository does not have the commit.
  const { stdout } = await git({ gitDir }, args, { signal, accept: [0, 128] });
  const [, mode, type, object] = /^(\d+) (blob|tree|commit) ([0-9a-f]+)\t/.exec(stdout.toString('latin1')) ?? [];
  return mode && object && isType(type) ? { mode, type, object } : undefined;
}

const isType = (type: string | undefined): type is Entry['type'] => type === 'blob' || type === 'tree' || type === 'commit';
