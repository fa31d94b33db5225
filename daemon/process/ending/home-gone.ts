// A home that was removed while its daemon runs: nothing can be stored there any more, and no command can reach the daemon to stop it.

import { lstatSync } from 'node:fs';
import type { Host } from '../../../contracts/work/session.ts';
import { codeOf } from '../../../runtime/files.ts';
import { within } from '../../../runtime/sessions/host/session/one-time-event.ts';
import { watchForRemoval } from '../../../runtime/watch/watch-removal.ts';

/** Calls `then` once, when none of the paths exists any more. The first must be one that nobody writes to. */
export function whenGone(paths: readonly [string, ...string[]], then: () => Promise<void>): { stop(): void } {
  let gone = false;
  const stop = watchForRemoval(paths[0], () => {
    if (gone || paths.some(mayBeThere)) return true;
    gone = true;
    void then();
    return false;
  });
  return { stop };
}

/** Synchronous, because an asynchronous answer would wake the daemon once more. A path that cannot be examined is not gone. */
function mayBeThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return codeOf(error) !== 'ENOTDIR';
  }
}

/** Enough for the workers' grace period. Their ends can no longer be recorded, so nothing waits for that. */
const ENDING_TAKES = 10_000;

export async function endSessions(host: Host): Promise<void> {
  const all = host.list().then((sessions) => Promise.allSettled(sessions.map(({ key }) => host.stop(key))));
  await within(ENDING_TAKES, all);
}
