// Measures how long the daemon takes to answer, by asking repeatedly until something has happened.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { median, quantile } from './figures.ts';
import type { Fixture } from './fixture.ts';

const ASK_REPEATEDLY = join(import.meta.dirname, 'ask-repeatedly.ts');

/** `until` is started once the daemon is being asked. */
export async function responseTimes(
  fixture: Pick<Fixture, 'root'>,
  until: () => Promise<unknown>,
): Promise<{ rounds: number; p50: number; p99: number; longest: number }> {
  const asker = spawn(process.execPath, [ASK_REPEATEDLY, fixture.root], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(asker, 'close');
  const lines = createInterface(asker.stdout)[Symbol.asyncIterator]();
  const said = async (): Promise<string> => {
    const { value } = await lines.next();
    if (typeof value !== 'string') throw new Error('who asks the daemon has ended');
    return value;
  };
  try {
    await said();
    await until();
    asker.stdin.end();
    const took = JSON.parse(await said()) as number[];
    return { rounds: took.length, p50: median(took), p99: quantile(took, 0.99), longest: Math.max(...took) };
  } finally {
    asker.kill();
    await ended;
  }
}
