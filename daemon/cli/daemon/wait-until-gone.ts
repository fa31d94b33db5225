// Waits until a daemon's process has ended, and with it its locks and sockets.

import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, startOf } from '../../../runtime/processes/processes.ts';
import { openLink } from '../../../runtime/sessions/client/link.ts';
import { PROTOCOL } from '../../../runtime/sessions/protocol/protocol.ts';
import { findSocketPlace } from '../../../runtime/wire/socket-place.ts';

const PATIENCE = 20_000;

/** An idle session host ends by itself after ten seconds; it is asked only for its pid. */
export async function waitUntilHostGone(home: string): Promise<void> {
  const place = findSocketPlace(home, 'sessions.sock');
  const hello = { type: 'hello', protocol: PROTOCOL, role: 'viewer' } as const;
  const link =
    place === undefined
      ? undefined
      : await openLink(place, hello, { onPush: () => undefined, onClose: () => undefined }).catch(() => undefined);
  link?.close();
  if (link) await waitUntilGone(link.welcome.pid);
}

export async function waitUntilGone(pid: number): Promise<boolean> {
  // The start time distinguishes it from a later process with the same pid.
  const start = startOf(pid);
  if (start === undefined) return true;
  const until = performance.now() + PATIENCE;
  while (performance.now() < until) {
    if (!isAlive(pid, start)) return true;
    await sleep(25);
  }
  return false;
}
