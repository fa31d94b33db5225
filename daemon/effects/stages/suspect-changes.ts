// Which parts of a change a person must look at, whatever the commands say: found by comparing the texts before and after.

import type { StageProof } from '../../../contracts/plan/proof.ts';
import { shownPath } from '../../../runtime/workspace/capture/snapshot.ts';
import type { RawChange } from '../../../runtime/workspace/git/raw-diff.ts';
import { type Changed, lostTests } from '../../../validators/proof/lost-tests.ts';
import { type Silenced, silencedBy } from '../../../validators/proof/silenced.ts';
import type { Stages } from '../world/stages.ts';

const LARGEST_TEXT = 1024 * 1024;
/** A larger change is generated. Existing files come first, because only they can lose a test. */
const MOST_READ = 1000;

export async function suspectIn(
  all: readonly RawChange[],
  isTest: (path: string) => boolean,
  gitDir: string,
  world: Pick<Stages, 'openBlobs'>,
  signal: AbortSignal,
): Promise<Pick<StageProof, 'lostTests' | 'looksAway' | 'ends'>> {
  const added = (it: RawChange): number => Number(it.status === 'A');
  const read = [...all].sort((a, b) => added(a) - added(b)).slice(0, MOST_READ);
  const changed = await textsOf(read, gitDir, world, signal);
  const { looksAway, ends } = silencedBy(changed, isTest);
  const unread = all.filter((it) => it.status !== 'A').length - MOST_READ;
  const lost = [...lostTests(changed, isTest), ...(unread > 0 ? [`${unread} further files, which were not read`] : [])];
  return {
    ...(lost.length > 0 ? { lostTests: lost } : {}),
    ...(looksAway.length > 0 ? { looksAway: looksAway.map(said) } : {}),
    ...(ends.length > 0 ? { ends: ends.map(said) } : {}),
  };
}

const said = ({ path, line }: Silenced): string => `${path}: ${line}`.slice(0, 300);

async function textsOf(
  changes: readonly RawChange[],
  gitDir: string,
  { openBlobs }: Pick<Stages, 'openBlobs'>,
  signal: AbortSignal,
): Promise<Changed[]> {
  const blobs = openBlobs(gitDir, { signal, maxBytes: LARGEST_TEXT });
  try {
    const text = async (mode: string, object: string): Promise<string> =>
      mode.startsWith('100') ? ((await blobs.read(object))?.toString('utf8') ?? '') : '';
    const changed: Changed[] = [];
    for (const { path, oldMode, oldObject, mode, object } of changes)
      changed.push({ path: shownPath(path), before: await text(oldMode, oldObject), after: await text(mode, object) });
    return changed;
  } finally {
    await blobs.close();
  }
}
