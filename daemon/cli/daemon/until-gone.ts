// Waits until a daemon has ended: its process is gone, and with it its locks and sockets.

import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, startOf } from '../../../runtime/processes/processes.ts';

const PATIENCE = 15_000;

export async function untilGone(pid: number): Promise<boolean> {
  // The start time tells it from a later process with the same pid.
  const start = startOf(pid);
  if (start === undefined) return true;
  const until = Date.now() + PATIENCE;
  while (Date.now() < until) {
    if (!isAlive(pid, start)) return true;
    await sleep(25);
  }
  return false;
}
