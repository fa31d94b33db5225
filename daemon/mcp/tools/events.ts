// run_events: what happened in a run after a place in its journal; waits for more where there is none yet.

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { EventEnvelope } from '../../../contracts/event.ts';
import { describeEvent } from '../../../skills/telling/describe-event.ts';
import type { Records } from '../../cli/named/records.ts';
import { type Found, LONGEST_WAIT, mustBeReached, pageOf, waitOf } from '../event-page.ts';
import { reading } from '../reading.ts';
import { tool } from '../tool.ts';

const MOST = 200;
const LOOK_EVERY = 200;

export const events = tool({
  name: 'run_events',
  title: 'Follow a run',
  says:
    'Events of a run after `after` (0 for the beginning; without it the newest ones), a sentence each. `cursor` of the answer is ' +
    'the next `after`. `letGo` counts older events that are not in the answer; with `oldest` none is let go, and `more` counts those that ' +
    'follow. With `wait` (seconds; more than 50 are 50) it returns as soon as there is something new, or the run ends.',
  for: 'any',
  reads: true,
  input: z.strictObject({
    run: z.string().max(40),
    after: z.int().min(0).optional().describe('the cursor of the answer before'),
    most: z.int().min(1).max(MOST).optional().describe('at most so many (default 50); the newest are kept'),
    oldest: z.boolean().optional().describe('keep the oldest instead, to read everything page by page'),
    wait: z.number().min(0).optional().describe(`seconds to wait for something new, at most ${LONGEST_WAIT}`),
    payloads: z.boolean().optional().describe('with the data of each event'),
  }),
  run: ({ run: given, after, most, oldest, wait = 0, payloads = false }, here, { signal }) =>
    reading(here, async (records) => {
      const asked = { run: await records.named(given), after, most, oldest };
      const { run } = asked;
      if (after) mustBeReached(asked, (await records.ledger.read(`run/${run}`, after - 1, 1)).length > 0);
      const found = await since(records, run, after ?? 0, after === undefined ? 0 : waitOf(wait), signal);
      const { events, ...page } = pageOf(found, asked);
      return {
        run,
        ...page,
        events: events.map((it) => ({
          seq: it.seq,
          at: it.at,
          type: it.type,
          says: describeEvent(it),
          ...(payloads ? { payload: it.payload } : {}),
        })),
      };
    }),
});

async function since(records: Records, run: string, after: number, wait: number, signal: AbortSignal): Promise<Found<EventEnvelope>> {
  const until = performance.now() + wait;
  for (;;) {
    // Before the events are read: what is read after its end is all that there is.
    const over = await hasEnded(records, run);
    const all = await records.ledger.read(`run/${run}`, after);
    const ended = over || all.some((it) => it.type === 'run.ended');
    const left = until - performance.now();
    if (all.length > 0 || ended || left <= 0 || signal.aborted) return { all, ended };
    await sleep(Math.min(LOOK_EVERY, left), undefined, { signal }).catch(() => undefined);
  }
}

async function hasEnded(records: Records, run: string): Promise<boolean> {
  // Few are under way, and many have ended.
  return !(await records.runs({ ended: false })).some((it) => it.run === run);
}
