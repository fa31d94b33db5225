// Finds conflict markers that are still in the files in which git had left conflicts.

import { openBlobs } from '../git/blobs.ts';
import { marksLeft } from './markers.ts';

const LARGEST_TEXT = 1024 * 1024;

/** One sentence for each file; empty if everything is resolved. */
export async function unresolvedIn(
  gitDir: string,
  { from, to, paths }: { from: string; to: string; paths: readonly string[] },
  signal?: AbortSignal,
): Promise<string[]> {
  if (paths.length === 0) return [];
  const blobs = openBlobs(gitDir, { signal, maxBytes: LARGEST_TEXT });
  try {
    const [before, after] = [await blobs.tree(from), await blobs.tree(to)];
    const textAt = async (entries: typeof before, path: string): Promise<string> =>
      (await blobs.read(entries.get(path)?.object ?? ''))?.toString('utf8') ?? '';
    const left: string[] = [];
    for (const path of paths) {
      const lines = marksLeft(await textAt(before, path), await textAt(after, path));
      if (lines.length > 0) left.push(unresolvedText(path, lines));
    }
    return left;
  } finally {
    await blobs.close();
  }
}

const unresolvedText = (path: string, lines: readonly number[]): string =>
  `${path} still has the marks of the conflict, in line ${lines.slice(0, 6).join(', ')}${lines.length > 6 ? ', …' : ''}.`;
