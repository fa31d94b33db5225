// Asks whether the daemon has written every file of an ended run. Used only when a file is missing.

import { setTimeout as sleep } from 'node:timers/promises';
import { reachDaemon } from '../../control/client.ts';
import type { Context } from '../words/command.ts';

const WITHIN = 10_000;

/** False if no daemon is running, or it does not answer in time. */
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
