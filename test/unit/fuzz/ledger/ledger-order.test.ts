// Ledger files that are whole, with events in an impossible order, or with wrong folds.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { viewRun } from '../../../../daemon/lead/run/view-run.ts';
import { foldRun } from '../../../../daemon/process/fold.ts';
import { canonicalJson } from '../../../../runtime/canonical.ts';
import type { EventCatalogue } from '../../../../runtime/ledger/ledger.ts';
import { openLedger } from '../../../../runtime/ledger/open.ts';
import { eventCatalogue, type MusterEvents, type RunRecord } from '../../../../skills/events.ts';
import { RUN_REDUCER } from '../../../../skills/run/state.ts';
import { alwaysSoon } from '../corpus.ts';
import { type Context, ours, RUNS, STORIES, streamOf, wholeFile } from './ledger-files-fixture.ts';

const test = suite<Context>('the order in a ledger file');

test.before(wholeFile);
test.after(({ folder }) => rmSync(folder, { recursive: true }));

const ANYTHING: EventCatalogue<MusterEvents> = {
  check: () => undefined,
  ends: () => false,
  allowedAfterEnd: () => true,
  mayBegin: () => true,
};

test('with events in an impossible order is set aside, naming the first wrong event', async ({ folder }) => {
  const place = fc.nat(1_000);
  const at = (events: readonly unknown[], where: number) => where % events.length;
  type Change = (events: RunRecord[]) => RunRecord[];
  const change: fc.Arbitrary<Change> = fc.oneof(
    place.map(
      (where): Change =>
        (it) =>
          it.toSpliced(at(it, where), 1),
    ),
    place.map(
      (where): Change =>
        (it) =>
          it.toSpliced(at(it, where), 0, ...it.slice(at(it, where), at(it, where) + 1)),
    ),
    fc.tuple(place, place).map(
      ([from, to]): Change =>
        (it) =>
          it.toSpliced(at(it, from), 1).toSpliced(at(it, to), 0, ...it.slice(at(it, from), at(it, from) + 1)),
    ),
    fc.tuple(place, place).map(
      ([from, to]): Change =>
        (it) =>
          it.toSpliced(Math.min(at(it, from), at(it, to)), Math.abs(at(it, from) - at(it, to))),
    ),
  );
  const path = join(folder, 'order.db');
  let illegal = 0;
  await alwaysSoon(
    fc.tuple(fc.constantFrom(...STORIES), fc.array(change, { minLength: 1, maxLength: 2 })),
    async ([story, changes]) => {
      const events = changes.reduce((it, one) => (it.length === 0 ? it : one(it)), story.events);
      rmSync(path, { force: true });
      const ledger = await openLedger({ path, catalogue: ANYTHING });
      try {
        // As a hand would that knows how events are sealed: the chain is whole, and what it tells is not.
        await ledger
          .append({
            stream: streamOf(story.run),
            expectedSeq: 0,
            commandId: 'all',
            actor: { kind: 'lead' },
            at: Date.UTC(2026, 0, 1),
            events,
          })
          .catch(() => undefined);
        const seen = await foldRun(ledger, story.run).then((state) => canonicalJson(viewRun(state)), ours);
        if (typeof seen === 'string') return;
        assert.ok(['event-illegal', 'run-unknown'].includes(seen.code), `${seen.code}: ${seen.message}`);
        assert.match(seen.message, story.run);
        if (seen.code === 'event-illegal') illegal += 1;
      } finally {
        await ledger.close();
      }
    },
    80,
    true,
  );
  assert.ok(illegal > 15, `only ${illegal} were illegal`);
});

test('with damaged snapshots and cursors ignores them, and gives the same runs', async (context) => {
  const { folder, whole, truth } = context;
  const path = join(folder, 'kept.db');
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), fc.json()).map((it) => it.replaceAll('\0', ''));
  const number = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constantFrom(2 ** 31, 2 ** 53));
  await alwaysSoon(
    fc.tuple(number, text, fc.stringMatching(/^[0-9a-f]{64}$/), number, text),
    async ([seq, state, digest, position, extra]) => {
      writeFileSync(path, whole);
      const database = new Database(path);
      database.prepare('UPDATE snapshots SET seq = ?, state = ?, digest = ?').run(seq, state, digest);
      database.prepare('UPDATE cursors SET position = ?, extra = ?').run(position, extra);
      database.close();
      const ledger = await openLedger({ path, catalogue: eventCatalogue, readOnly: true });
      try {
        assert.is(await ledger.snapshot(streamOf(RUNS[0]), RUN_REDUCER), undefined);
        assert.is(await ledger.cursor('lines'), undefined);
        for (const run of RUNS) assert.ok(truth.get(run)?.has(canonicalJson(viewRun(await foldRun(ledger, run)))));
      } finally {
        await ledger.close();
      }
    },
    40,
    true,
  );
});

test.run();
