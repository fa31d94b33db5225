// A home that was removed as a whole while its daemon works: nothing can be kept there any more, and no one can
// reach the daemon to end it.

import type { Host } from '../../../contracts/work/session.ts';
import { exists } from '../../../runtime/files.ts';
import { within } from '../../../runtime/sessions/host/session/gate.ts';

const LOOK_EVERY = 2_000;

/** Calls `then`, once, when none of these is there any more. */
export function whenGone(paths: readonly string[], then: () => Promise<void>): { stop(): void } {
  const timer = setInterval(() => {
    anyOf(paths).then(
      (found) => {
        if (found) return;
        clearInterval(timer);
        void then();
      },
      // What cannot be looked at (a disk that hangs, say) is not gone.
      () => undefined,
    );
  }, LOOK_EVERY).unref();
  return { stop: () => clearInterval(timer) };
}

/** One after the other: mostly the first is there, and nothing more is asked. */
async function anyOf(paths: readonly string[]): Promise<boolean> {
  for (const path of paths) if (await exists(path)) return true;
  return false;
}

/** Workers get their grace period. Their ends can no longer be recorded, so that is not waited for. */
const ENDING_TAKES = 10_000;

export async function endSessions(host: Host): Promise<void> {
  const all = host.list().then((sessions) => Promise.allSettled(sessions.map(({ key }) => host.stop(key))));
  await within(ENDING_TAKES, all);
}
