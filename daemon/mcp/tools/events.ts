// run_events: what happened in a run after a place in its journal; waits for more where there is none yet.

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { EventEnvelope } from '../../../contracts/event.ts';
import { describeEvent } from '../../../skills/telling/describe-event.ts';
import type { Records } from '../../cli/named/records.ts';
import { reading } from '../reading.ts';
import { tool } from '../tool.ts';

const MOST = 200;
/** Clients give a call up after a minute. */
const LONGEST_WAIT = 50;
const LOOK_EVERY = 200;

export const events = tool({
  name: 'run_events',
  title: 'Follow a run',
  says:
    'Events of a run after `after` (0 for the beginning; without it the newest ones), a sentence each. `cursor` of the answer is ' +
    'the next `after`. `letGo` counts older events that are not in the answer. With `wait` (seconds, at most 50) it returns as soon as ' +
    'there is something new, or the run ends.',
  for: 'any',
  reads: true,
  input: z.strictObject({
    run: z.string().max(40),
    after: z.int().min(0).optional().describe('the cursor of the answer before'),
    most: z.int().min(1).max(MOST).optional().describe('at most so many (default 50); the newest are kept'),
    wait: z.number().min(0).max(LONGEST_WAIT).optional().describe('seconds to wait for something new'),
    payloads: z.boolean().optional().describe('with the data of each event'),
  }),
  run: ({ run: given, after, most = 50, wait = 0, payloads = false }, here, { signal }) =>
    reading(here, async (records) => {
      const run = await records.named(given);
      const all = await since(records, run, after ?? 0, after === undefined ? 0 : wait * 1_000, signal);
      const kept = all.slice(-most);
      const ended = all.some((it) => it.type === 'run.ended') || (await hasEnded(records, run));
      return {
        run,
        events: kept.map((it) => ({
          seq: it.seq,
          at: it.at,
          type: it.type,
          says: describeEvent(it),
          ...(payloads ? { payload: it.payload } : {}),
        })),
        letGo: all.length - kept.length,
        cursor: all.at(-1)?.seq ?? after ?? 0,
        ended,
      };
    }),
});

async function since(records: Records, run: string, after: number, wait: number, signal: AbortSignal): Promise<readonly EventEnvelope[]> {
  const until = performance.now() + wait;
  for (;;) {
    const events = await records.ledger.read(`run/${run}`, after);
    const left = until - performance.now();
    if (events.length > 0 || left <= 0 || signal.aborted || (await hasEnded(records, run))) return events;
    await sleep(Math.min(LOOK_EVERY, left), undefined, { signal }).catch(() => undefined);
  }
}

async function hasEnded(records: Records, run: string): Promise<boolean> {
  // Few are under way, and many have ended.
  return !(await records.runs({ ended: false })).some((it) => it.run === run);
}
