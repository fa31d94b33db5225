// Line files after a crash: written lines stay as they are, missing ones are added, and events of a run that only waits do not make the
// position be saved early.

import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { projectLines } from '../../../daemon/projections/lines.ts';
import { type Home, homeAt } from '../../../runtime/home.ts';
import { openLedger, type SqliteLedger } from '../../../runtime/ledger/open.ts';
import { eventCatalogue, type MusterEvents } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { until } from '../../e2e/daemon-fixture.ts';
import { createRun } from './lead/test-run.ts';

type Fixture = { home: Home; ledger: SqliteLedger<MusterEvents> };
const test = suite<Fixture>('line files');
const opened = async (): Promise<Fixture> => {
  const home = homeAt(mkdtempSync(join(tmpdir(), 'muster-')));
  return { home, ledger: await openLedger({ path: home.ledger, catalogue: eventCatalogue, epoch: 1 }) };
};
const removed = async ({ home, ledger }: Fixture): Promise<void> => {
  await ledger.close();
  rmSync(home.root, { recursive: true, force: true });
};
test.before.each(async (context) => {
  Object.assign(context, await opened());
});
test.after.each(removed);

const RUN = 'r-aaaaaa';
const created = (): RunEvent => ({ type: 'run.created', payload: { ...createRun().state().created, run: RUN } });
const waits = (pending: number): RunEvent => ({ type: 'poll.reported', payload: { pending, done: 0 } });

async function append({ ledger }: Fixture, seq: number, event: RunEvent): Promise<void> {
  const commit = {
    stream: `run/${RUN}` as const,
    expectedSeq: seq,
    commandId: `c${seq}`,
    actor: { kind: 'lead' as const },
    at: 1,
    events: [event],
  };
  assert.is((await ledger.append(commit)).kind, 'appended');
}

function lines({ ledger, home }: Fixture) {
  return projectLines(
    ledger,
    home,
    (text) => text,
    (error) => {
      throw error;
    },
  );
}

/** Everything is written, and the place is that of before the last event: as after a crash. */
async function crashed(fixture: Fixture): Promise<string> {
  await append(fixture, 0, created());
  await append(fixture, 1, waits(3));
  const first = await lines(fixture);
  await first.settled();
  await first.close();
  const place = await fixture.ledger.cursor('lines');
  await append(fixture, 2, waits(2));
  const second = await lines(fixture);
  await second.settled();
  await second.close();
  await fixture.ledger.saveCursor('lines', place?.position ?? 0, place?.extra);
  return readFileSync(fixture.home.progress, 'utf8');
}

async function goOn(fixture: Fixture): Promise<string> {
  const again = await lines(fixture);
  await again.settled();
  await again.close();
  return readFileSync(fixture.home.progress, 'utf8');
}

test('are not touched after a crash where everything was written', async (fixture) => {
  const before = await crashed(fixture);
  assert.match(before, /\n.*\n/);
  utimesSync(fixture.home.progress, 1, 1);
  assert.is(await goOn(fixture), before);
  assert.is(statSync(fixture.home.progress).mtimeMs, 1_000);
});

test('get the rest of a line that a crash cut off, and lose what is not theirs', async (fixture) => {
  const before = await crashed(fixture);
  truncateSync(fixture.home.progress, before.length - 5);
  assert.is(await goOn(fixture), before);
  await fixture.ledger.saveCursor('lines', 2, { [fixture.home.progress]: before.indexOf('\n') + 1 });
  writeFileSync(fixture.home.progress, `${before.slice(0, before.indexOf('\n') + 1)}something else`);
  assert.is(await goOn(fixture), before);
});

test('continue after what another batch wrote before the crash', async (fixture) => {
  const before = await crashed(fixture);
  await fixture.ledger.saveCursor('lines', 0, {});
  assert.is(await goOn(fixture), before);
});

/** Opens the reader over a ledger that records the positions it saves. */
async function noting(fixture: Fixture): Promise<{ places: number[]; reader: Awaited<ReturnType<typeof lines>> }> {
  const places: number[] = [];
  const ledger: Fixture['ledger'] = {
    ...fixture.ledger,
    saveCursor(name, position, extra) {
      places.push(position);
      return fixture.ledger.saveCursor(name, position, extra);
    },
  };
  return { places, reader: await lines({ ...fixture, ledger }) };
}

test('save their place with the next event if a run only waits', async (fixture) => {
  await append(fixture, 0, created());
  const { places, reader } = await noting(fixture);
  await until('the first place', () => places.length === 1);
  await append(fixture, 1, waits(3));
  await reader.settled();
  await append(fixture, 2, waits(2));
  await reader.settled();
  // In another home something happens later than that: once its place is saved, a place that is saved as soon would have been here, too.
  const other = await opened();
  await append(other, 0, created());
  const later = await noting(other);
  await until('the place in the other home', () => later.places.length === 1);
  assert.is(places.length, 1);
  await append(fixture, 3, { type: 'run.paused', payload: { reason: '', expiresAt: '2026-11-30T00:00:00.000Z' } });
  await until('the second place', () => places.length === 2);
  assert.is(places[1], 4);
  await reader.close();
  await later.reader.close();
  await removed(other);
});

test.run();
