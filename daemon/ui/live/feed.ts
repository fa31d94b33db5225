// The events of all runs in ledger order, for open pages. Each event has its position as its id, so that a
// page that was disconnected can request what it missed. The ledger is not polled while no page is open.

import { setTimeout as sleep } from 'node:timers/promises';
import { describeEvent } from '../../../skills/wording/journal/describe-event.ts';
import { oneLine } from '../../../skills/wording/plain-text.ts';
import { progressLines } from '../../projections/progress-lines.ts';
import type { PageLedger, RunBook } from '../views/run-book.ts';

export type FeedEvent = { position: number; run: string; seq: number; type: string; at: string; says: string; progress: string[] };

export type Feed = {
  /** Everything after the position, or from now on; ends with the signal. `lost` if too many events were missed to send them all. */
  follow(after: number | undefined, signal: AbortSignal): AsyncGenerator<Told>;
};

export type Told = { events: FeedEvent[]; lost: boolean; position: number };

const LOOK_EVERY = 200;
const PAGE = 500;
/** A page that missed more than this reads everything again. */
const MOST_MISSED = 20_000;

export function openFeed(book: RunBook, hide: (text: string) => string): Feed {
  return {
    async *follow(after, signal) {
      let position = after;
      while (!signal.aborted) {
        const ledger = await book.ledger();
        const step = ledger && (await stepFrom(ledger, position, hide));
        if (step) {
          position = step.told.position;
          yield step.told;
        }
        if (!step?.more) await sleep(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

/** What a page at this position is told next; undefined if there is nothing new. */
async function stepFrom(
  ledger: PageLedger,
  position: number | undefined,
  hide: (text: string) => string,
): Promise<{ told: Told; more: boolean } | undefined> {
  if (position === undefined) return { told: { events: [], lost: false, position: await lastPosition(ledger) }, more: true };
  const some = await ledger.since(position, PAGE);
  const newest = some.at(-1)?.position;
  if (newest === undefined) return undefined;
  const more = some.length === PAGE;
  const end = more ? await lastPosition(ledger) : newest;
  if (end - position > MOST_MISSED) return { told: { events: [], lost: true, position: end }, more };
  return { told: { events: some.flatMap((it) => told(it, hide)), lost: false, position: newest }, more };
}

function told({ position, event }: Awaited<ReturnType<PageLedger['since']>>[number], hide: (text: string) => string): FeedEvent[] {
  if (event.stream === 'house') return [];
  return [
    {
      position,
      run: event.stream.slice('run/'.length),
      seq: event.seq,
      type: event.type,
      at: event.at,
      says: hide(describeEvent(event)),
      progress: progressLines(event).map((line) => oneLine(hide(line))),
    },
  ];
}

/** Found by binary search: positions only rise, and there is an event after each one except the last. */
async function lastPosition(ledger: PageLedger): Promise<number> {
  const isPast = async (position: number) => (await ledger.since(position, 1)).length === 0;
  let high = 1;
  while (!(await isPast(high))) high *= 2;
  let low = Math.floor(high / 2);
  if (await isPast(low)) return low;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isPast(middle)) high = middle;
    else low = middle;
  }
  return high;
}
