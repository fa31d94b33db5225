// Waits until a daemon has ended: nobody answers for the home, and its process is gone.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Home } from '../../runtime/home.ts';
import { reachDaemon } from '../control/client.ts';

const PATIENCE = 15_000;

export async function untilGone(home: Home, pid: number): Promise<boolean> {
  const until = Date.now() + PATIENCE;
  while (Date.now() < until) {
    const daemon = isAlive(pid) ? await reachDaemon(home.root) : undefined;
    if (!daemon && !isAlive(pid)) return true;
    daemon?.close();
    await sleep(25);
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
