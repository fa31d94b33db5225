// Whether the daemon has written all that follows from the journal of a run that has ended. It is asked only where something is missing.

import { setTimeout as sleep } from 'node:timers/promises';
import { reachDaemon } from '../../control/client.ts';
import type { Context } from '../words/command.ts';

const WITHIN = 10_000;

/** False where no daemon is at it, or none says so in time. */
export async function allIsWritten(run: string, { home }: Pick<Context, 'home'>): Promise<boolean> {
  const daemon = await reachDaemon(home.root).catch(() => undefined);
  if (!daemon) return false;
  const written = daemon.ask({ ask: 'settled', run }).then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([written, sleep(WITHIN, false, { ref: false })]);
  } finally {
    daemon.close();
  }
}
