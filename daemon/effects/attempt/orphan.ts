// What an attempt left behind is set aside under its own name before the next one starts, and looked at
// once more: an answer that came between the last look and the end is an answer.

import { lstat, rename } from 'node:fs/promises';
import { RESULT_CAP } from '../../../contracts/work/result.ts';
import { codeOf, exists } from '../../../runtime/files.ts';
import type { Look } from '../../../runtime/watch/look.ts';
import { resultAt } from '../../../runtime/watch/spot.ts';
import { judgeLook, type Watch } from '../../../skills/dispatch/judge-look.ts';
import type { EffectContext } from '../effect-context.ts';

type Folder = { root: string; result: string; beat: string; errors: string };

/** Gives the look that found an answer; done twice it is done once. */
export async function archiveOrphan(
  own: Folder,
  attempt: number,
  before: Watch,
  { clock, home, objects }: EffectContext,
): Promise<Look | undefined> {
  const aside = (path: string) => `${path}.attempt-${attempt}.orphan`;
  for (const path of [own.result, own.beat, own.errors]) await setAside(path, aside(path));
  const result = resultAt({ root: home.root, folder: own.root, result: aside(own.result), cap: RESULT_CAP }, undefined);
  if (result.kind !== 'there') return undefined;
  const { bytes, digest } = result;
  const look: Look = {
    at: clock.now(),
    session: undefined,
    endedFor: 0,
    quietBeat: null,
    result: { kind: 'there', bytes, digest, unchangedFor: 0 },
  };
  if (judgeLook(before, look).kind !== 'answered') return undefined;
  await objects.put(bytes);
  return look;
}

/** A worker's folder that was replaced by a link, or by anything else, could lead into a sibling's. */
export async function clearTheWay(root: string, attempt: number): Promise<void> {
  const info = await lstat(root).catch(() => undefined);
  if (info && !info.isDirectory()) await setAside(root, `${root}.attempt-${attempt}.orphan`);
}

async function setAside(path: string, to: string): Promise<void> {
  if (await exists(to)) return;
  try {
    await rename(path, to);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
