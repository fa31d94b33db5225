// How long the daemon takes to answer, asked again and again until something has happened.

import { setTimeout as sleep } from 'node:timers/promises';
import { reachDaemon } from '../../daemon/control/client.ts';
import { median, quantile } from './figures.ts';
import type { Fixture } from './fixture.ts';

const EVERY = 5;

/** Each question is due so long after the one before it was asked, or as soon as that is answered. */
export async function asked(
  fixture: Pick<Fixture, 'root'>,
  until: Promise<unknown>,
): Promise<{ rounds: number; p50: number; p99: number; longest: number }> {
  const daemon = await reachDaemon(fixture.root);
  if (!daemon) throw new Error('no daemon answers');
  let over = false;
  const end = until.finally(() => {
    over = true;
  });
  const took: number[] = [];
  while (!over) {
    const begun = performance.now();
    await daemon.ask({ ask: 'hello' });
    took.push(performance.now() - begun);
    await sleep(Math.max(0, EVERY - (performance.now() - begun)));
  }
  await end;
  daemon.close();
  return { rounds: took.length, p50: median(took), p99: quantile(took, 0.99), longest: Math.max(...took) };
}
