// Whether nothing is left of the files that a stage changed.

import type { RawChange } from '../../../../runtime/workspace/git/raw-diff.ts';
import type { Stages } from '../../world/stages.ts';

/** A larger file has content, whatever it is. */
const LARGEST_EMPTY = 64 * 1024;

/**
 * Each of these files was removed, emptied, or replaced by something that is no file: the easiest way to change one. A file that was
 * empty before is not emptied.
 */
export async function isAllGone(
  changes: readonly RawChange[],
  gitDir: string,
  { openBlobs }: Pick<Stages, 'openBlobs'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (changes.length === 0) return false;
  const blobs = openBlobs(gitDir, { signal, maxBytes: LARGEST_EMPTY });
  const isBlank = async (object: string): Promise<boolean> => (await blobs.read(object))?.toString('latin1').trim() === '';
  try {
    for (const { status, oldMode, mode, oldObject, object } of changes) {
      if (status === 'D') continue;
      if (!isFile(oldMode)) return false;
      if (isFile(mode) && (!(await isBlank(object)) || (await isBlank(oldObject)))) return false;
    }
    return true;
  } finally {
    await blobs.close();
  }
}

const isFile = (mode: string): boolean => mode.startsWith('100');
