// What a page receives after it was disconnected: every event after the last one that it saw, once and in order. If that is too much, it
// is told that events were lost, and gets new ones from there on.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type FeedEvent, openFeed } from '../../../../daemon/ui/live/feed.ts';
import type { RunBook } from '../../../../daemon/ui/views/run-book.ts';
import { openLedger, type SqliteLedger } from '../../../../runtime/ledger/open.ts';
import { eventCatalogue, type MusterEvents } from '../../../../skills/events.ts';
import { createRun, RUN } from '../lead/test-run.ts';

const feed = suite<{ folder: string; ledger: SqliteLedger<MusterEvents>; note: (count: number) => Promise<void> }>('the feed');
feed.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'muster-'));
  const ledger = await openLedger({ path: join(context.folder, 'ledger.db'), catalogue: eventCatalogue, epoch: 1 });
  context.ledger = ledger;
  let seq = 1;
  const commit = { stream: `run/${RUN}` as const, actor: { kind: 'lead' as const }, at: 1 };
  const { created } = createRun().state();
  await ledger.append({
    ...commit,
    expectedSeq: 0,
    commandId: 'created',
    events: [{ type: 'run.created', payload: { ...created, run: RUN } }],
  });
  context.note = async (count) => {
    const note = { type: 'note.added' as const, payload: { note: { kind: 'person' as const, text: 'the key is s3cret' } } };
    await ledger.append({ ...commit, expectedSeq: seq, commandId: `note-${seq}`, events: Array.from({ length: count }, () => note) });
    seq += count;
  };
});
feed.after.each(async ({ folder, ledger }) => {
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

type World = { ledger: SqliteLedger<MusterEvents> };

/** What is heard after a position, until so much has come. */
async function heard(after: number | undefined, { ledger }: World, enough: (all: FeedEvent[], lost: number) => boolean) {
  const over = new AbortController();
  const book = { ledger: async () => ledger } as Pick<RunBook, 'ledger'> as RunBook;
  const [events, positions]: [FeedEvent[], number[]] = [[], []];
  let lost = 0;
  for await (const it of openFeed(book, (text) => text.replace('s3cret', '***')).follow(after, over.signal)) {
    events.push(...it.events);
    positions.push(it.position);
    if (it.lost) lost += 1;
    if (enough(events, lost)) over.abort();
  }
  return { events, lost, last: positions.at(-1) };
}

feed('delivers everything missed in an hour, once and in order, without secrets', async ({ ledger, note }) => {
  for (let n = 0; n < 6; n++) await note(1_000);
  const { events, lost, last } = await heard(1, { ledger }, (all) => all.length >= 6_000);
  assert.equal([events.length, lost, last], [6_000, 0, 6_001]);
  assert.equal(
    events.map(({ position }) => position),
    Array.from({ length: 6_000 }, (_, at) => at + 2),
  );
  assert.not(events.some(({ says }) => says.includes('s3cret')));
});

feed('says if too much was missed, and continues with what is new', async ({ ledger, note }) => {
  for (let n = 0; n < 21; n++) await note(1_000);
  const cut = await heard(1, { ledger }, (_, lost) => lost > 0);
  assert.equal([cut.events.length, cut.lost, cut.last], [0, 1, 21_001]);
  await note(3);
  const { events, lost } = await heard(cut.last, { ledger }, (all) => all.length >= 3);
  assert.equal([events.map(({ position }) => position), lost], [[21_002, 21_003, 21_004], 0]);
});

feed('starts with now if nothing was seen yet', async ({ ledger, note }) => {
  await note(5);
  const began = await heard(undefined, { ledger }, () => true);
  assert.equal([began.events, began.last], [[], 6]);
});

feed.run();
