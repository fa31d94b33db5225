// A home that was removed as a whole while its daemon works: nothing can be kept there any more, and no one can
// reach the daemon to end it.

import { lstatSync } from 'node:fs';
import type { Host } from '../../../contracts/work/session.ts';
import { codeOf } from '../../../runtime/files.ts';
import { within } from '../../../runtime/sessions/host/session/gate.ts';
import { lookWhileThere } from '../../../runtime/watch/while-there.ts';

/** Calls `then`, once, when none of these is there any more; the first of them is one that nobody writes to. */
export function whenGone(paths: readonly [string, ...string[]], then: () => Promise<void>): { stop(): void } {
  let gone = false;
  const stop = lookWhileThere(paths[0], () => {
    if (gone || paths.some(mayBeThere)) return true;
    gone = true;
    void then();
    return false;
  });
  return { stop };
}

/** Asked at once: an answer that comes later would wake the daemon once more. What cannot be looked at is not gone. */
function mayBeThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return codeOf(error) !== 'ENOTDIR';
  }
}

/** Workers get their grace period. Their ends can no longer be recorded, so that is not waited for. */
const ENDING_TAKES = 10_000;

export async function endSessions(host: Host): Promise<void> {
  const all = host.list().then((sessions) => Promise.allSettled(sessions.map(({ key }) => host.stop(key))));
  await within(ENDING_TAKES, all);
}
