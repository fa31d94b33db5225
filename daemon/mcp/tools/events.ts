// run_events: the events of a run after a position in its journal; waits for more if there are none yet.

import type { EventEnvelope } from '../../../contracts/event.ts';
import * as z from '../../../contracts/schema.ts';
import { describeEvent } from '../../../skills/wording/journal/describe-event.ts';
import { type FoundEvents, LONGEST_WAIT, mustBeReached, pageOf, waitOf } from '../event-page.ts';
import { nextLook } from '../next-look.ts';
import { type ToolContext, tool } from '../tool.ts';
import { withRecords } from '../with-records.ts';

const MOST = 200;

export const events = tool({
  name: 'run_events',
  title: 'Follow a run',
  says:
    'Events of a run after `after` (0 for the beginning; without it the newest ones), a sentence each. `cursor` of the answer is ' +
    'the next `after`. `letGo` counts older events that were left out; with `oldest` none are, and `more` counts those that ' +
    'follow. With `wait` (seconds, at most 50) it returns as soon as there is something new, or the run ends.',
  for: 'any',
  reads: true,
  input: z.strictObject({
    run: z.string().max(40),
    after: z.int().min(0).optional().describe('the cursor of the previous answer'),
    most: z.int().min(1).max(MOST).optional().describe('at most this many (default 50); the newest are returned'),
    oldest: z.boolean().optional().describe('return the oldest instead, to read everything page by page'),
    wait: z.number().min(0).optional().describe(`seconds to wait for something new, at most ${LONGEST_WAIT}`),
    payloads: z.boolean().optional().describe('with the data of each event'),
  }),
  async run({ run: given, after, most, oldest, wait = 0, payloads = false }, here, { signal }) {
    const run = await withRecords(here, async (records) => {
      const named = await records.named(given);
      if (after) mustBeReached({ run: named, after }, (await records.ledger.read(`run/${named}`, after - 1, 1)).length > 0);
      return named;
    });
    const found = await since(here, run, after ?? 0, after === undefined ? 0 : waitOf(wait), signal);
    const { events, ...page } = pageOf(found, { run, after, most, oldest });
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
      next: page.ended ? 'run_read, then run_findings' : `run_events with after ${page.cursor}${page.more > 0 ? '' : ' and wait 50'}`,
    };
  },
});

async function since(
  here: ToolContext,
  run: string,
  after: number,
  wait: number,
  signal: AbortSignal,
): Promise<FoundEvents<EventEnvelope>> {
  const until = performance.now() + wait;
  const found = await read(here, run, after);
  if (found.all.length > 0 || found.ended) return found;
  while (performance.now() < until && !signal.aborted) {
    const seq = (await nextLook(here)).get(run);
    if (seq === undefined || seq > after) return read(here, run, after);
  }
  return found;
}

const read = (here: ToolContext, run: string, after: number): Promise<FoundEvents<EventEnvelope>> =>
  withRecords(here, async (records) => {
    // Asked before the events are read, so that events read after the run's end are all of them. Few runs are in progress; many have ended.
    const over = !(await records.runs({ ended: false })).some((it) => it.run === run);
    const all = await records.ledger.read(`run/${run}`, after);
    return { all, ended: over || all.some((it) => it.type === 'run.ended') };
  });
