// Connects to the daemon of a home, if one answers, and asks for its pid and version.

import { MusterError } from '../../../contracts/errors.ts';
import type { Home } from '../../../runtime/home.ts';
import { type Daemon, reachDaemon } from '../../control/client.ts';

export type Hello = { version: string; pid: number; epoch: number };
/** `up` keeps running; `on-demand` ends when nothing is left to do. */
export type Mode = 'up' | 'on-demand';
export type Reached = { daemon: Daemon; hello: Hello };

const ANSWERS_WITHIN = 5_000;

/** Undefined if no daemon is listening. A daemon that listens but does not answer is an error. */
export async function reach(home: Home): Promise<Reached | undefined> {
  const daemon = await reachDaemon(home.root);
  if (!daemon) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ANSWERS_WITHIN);
  });
  // A daemon that hangs up before it answers was just stopping.
  const answer = await Promise.race([daemon.ask({ ask: 'hello' }).catch(() => 'gone' as const), late]);
  clearTimeout(timer);
  if (answer !== 'late' && answer !== 'gone') return { daemon, hello: answer as Hello };
  daemon.close();
  if (answer === 'gone') return undefined;
  throw new MusterError('daemon-unreachable', `the daemon of ${home.root} does not answer`, `See ${home.log}.`);
}

/** A warning for the user when the two versions differ. */
export function versionWarning(daemon: string, own: string): string | undefined {
  if (daemon === own) return undefined;
  return isNewer(own, daemon)
    ? `the daemon is version ${daemon}, this is ${own}: muster up --replace (workers keep running)`
    : `the daemon is version ${daemon}, this is ${own}: update muster, or the newer daemon may not understand it`;
}

function isNewer(a: string, b: string): boolean {
  const [left, right] = [a, b].map((it) => it.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0));
  for (let at = 0; at < 3; at++) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return a > b;
}
