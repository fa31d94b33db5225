// Moves what an attempt left behind aside before the next one starts, and looks at it once more: an
// answer that came between the last look and the end counts.

import { RESULT_CAP } from '../../../contracts/work/result.ts';
import type { Look } from '../../../runtime/watch/look.ts';
import { judgeLook } from '../../../skills/dispatch/judge-look.ts';
import type { Watch } from '../../../skills/dispatch/watch.ts';
import type { EffectContext } from '../effect-context.ts';
import type { Files } from '../world/files.ts';

type Folder = { root: string; result: string; beat: string; errors: string };

/** Returns the look that found an answer, if any. Can be repeated. */
export async function archiveOrphan(
  own: Folder,
  attempt: number,
  before: Watch,
  { clock, home, objects, files }: EffectContext,
): Promise<Look | undefined> {
  const aside = (path: string) => `${path}.attempt-${attempt}.orphan`;
  for (const path of [own.result, own.beat, own.errors]) await files.setAside(path, aside(path));
  const result = files.resultAt({ root: home.root, folder: own.root, result: aside(own.result), cap: RESULT_CAP });
  if (result.kind !== 'there') return undefined;
  const look: Look = {
    at: clock.now(),
    session: undefined,
    endedFor: 0,
    quietBeat: null,
    result,
  };
  if (judgeLook(before, look).kind !== 'answered') return undefined;
  await objects.put(result.bytes);
  return look;
}

/** A worker's folder that was replaced by a link or a file could lead into that of another worker. */
export async function clearTheWay(root: string, attempt: number, files: Files): Promise<void> {
  if (await files.isBlocked(root)) await files.setAside(root, `${root}.attempt-${attempt}.orphan`);
}
