// The index of a checkout before its files exist. All seats of a run need the same one at the same time: git reads the tree for the
// first of them, and the others get a copy.

import { writeFile } from 'node:fs/promises';
import { readBounded } from '../../files.ts';
import type { RawPath } from '../capture/snapshot.ts';

export type PreparedIndex = {
  /** Links that are not created. */
  unlinked: readonly RawPath[];
  /** Whether it depends only on the commit. */
  certain: boolean;
};

type KeptIndex = { bytes: Uint8Array; unlinked: readonly RawPath[] };

const MOST_KEPT = 4;
/** About ten thousand files; for more, writing the files takes git longer than reading the tree. */
const LARGEST = 1024 * 1024;

/** By repository and commit. */
const known = new Map<string, Promise<KeptIndex | undefined>>();

/** `prepare` writes the file; nobody changes it before this resolves. */
export async function oneIndex(of: string, file: string, prepare: () => Promise<PreparedIndex>): Promise<readonly RawPath[]> {
  const earlier = known.get(of);
  // If the first attempt fails, the others try themselves: it may only have been aborted.
  const kept = earlier && (await earlier.catch(() => undefined));
  if (kept) {
    await writeFile(file, kept.bytes);
    return kept.unlinked;
  }
  const preparing = prepare();
  const keeping = preparing.then((it) => keep(file, it));
  if (known.get(of) === earlier) remember(of, keeping);
  await keeping;
  return (await preparing).unlinked;
}

async function keep(file: string, { unlinked, certain }: PreparedIndex): Promise<KeptIndex | undefined> {
  if (!certain) return undefined;
  const read = await readBounded(file, LARGEST);
  return read.kind === 'read' ? { bytes: read.bytes, unlinked } : undefined;
}

function remember(of: string, keeping: Promise<KeptIndex | undefined>): void {
  known.delete(of);
  known.set(of, keeping);
  const [oldest] = known.keys();
  if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest);
}
