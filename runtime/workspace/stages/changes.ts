// The differences between two trees, without renames and quoting: in a form that can be applied to an index.

import { git } from '../git/git.ts';
import { parseRawDiff, type RawChange } from '../git/raw-diff.ts';

/** Paths are bytes in latin1, because not every name is UTF-8. */
export async function rawChanges(gitDir: string, from: string, to: string, signal?: AbortSignal): Promise<RawChange[]> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', '--end-of-options', from, to];
  const { stdout } = await git({ gitDir }, args, { signal, env: { GIT_INDEX_FILE: `${gitDir}/no-such-index` } });
  return parseRawDiff(stdout, 'latin1').flatMap((it) => it.changes);
}
