// A report that had to be a stub is made whole by a later start, and once only, also when that start is killed
// before or after.

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HouseEvent } from '../../../contracts/house-event.ts';
import { reachDaemon } from '../../../daemon/control/client.ts';
import { verifyRun } from '../../../daemon/records/verify-run.ts';
import { objectsIn } from '../../../runtime/ledger/objects.ts';
import { openLedger } from '../../../runtime/ledger/open.ts';
import { takeEpoch } from '../../../runtime/ledger/write/fence.ts';
import { hiderOf } from '../../../runtime/secrets/redact.ts';
import { eventCatalogue, type RunRecord } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';

const test = suite<{ fixture: DaemonFixture }>('a stub of a report');
test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(({ fixture }) => fixture.clear());

for (const point of ['', 'effect.complete-report.before', 'effect.complete-report.after']) {
  test(`is completed by the next daemon, in files, journal and manifest${point && `, killed at ${point}`}`, async ({ fixture }) => {
    fixture.agent('good', 'reviews.mjs');
    await fixture.up();
    fixture.drop('task.md', fixture.task(fixture.project('shop'), ['good']));
    await until('the run', async () => (await fixture.runs()).length === 1);
    const [run = ''] = await fixture.runs();
    await fixture.ended(run);
    await until('the manifest', () => fixture.home.run(run).manifest !== '' && readable(fixture.home.run(run).manifest));
    await fixture.kill();

    // The same run, as it would stand had its report been a stub.
    await written(fixture, run, [...(await fixture.events(run))].map(asStub), await fixture.withLedger((ledger) => ledger.read('house')));
    assert.is((await fixture.view(run)).report?.stub, true);
    if (point !== '') {
      await fixture.up({ MUSTER_FAILPOINT: point }).catch(() => 0);
      await until('the daemon to die', async () => (await reachDaemon(fixture.root)) === undefined);
      await fixture.kill();
    }
    await fixture.up();
    await until('the report to be whole', async () => (await fixture.view(run)).report?.stub === false);
    const report = JSON.parse(readFileSync(join(fixture.home.run(run).report, 'report.json'), 'utf8')) as {
      stub: boolean;
      run: { status: string };
    };
    assert.equal([report.stub, report.run.status], [false, 'completed']);
    await until('the house to know', async () =>
      (await fixture.withLedger((ledger) => ledger.read('house'))).some((it) => it.type === 'report.settled'),
    );
    await until('its documents to follow', async () => {
      const found = await fixture.withLedger((ledger) =>
        verifyRun(run, fixture.home, { ledger, objects: objectsIn(fixture.home.objects), hide: hiderOf({}) }),
      );
      return found.differences.length === 0;
    });
    assert.is((await fixture.events(run)).filter((it) => it.type === 'report.completed').length, 1);
  });
}

const asStub = (event: RunRecord): RunRecord =>
  event.type === 'report.composed' ? { ...event, payload: { ...event.payload, stub: true } } : event;

/** A ledger made again from these events. */
async function written(fixture: DaemonFixture, run: string, events: readonly RunEvent[], house: readonly HouseEvent[]): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${fixture.home.ledger}${suffix}`, { force: true });
  const ledger = await openLedger({ path: fixture.home.ledger, catalogue: eventCatalogue, epoch: await takeEpoch(fixture.home.ledger) });
  const first = { expectedSeq: 0, actor: { kind: 'house' }, at: Date.now() } as const;
  await ledger.append({ ...first, stream: `run/${run}`, commandId: 'again-run', events });
  await ledger.append({
    ...first,
    stream: 'house',
    commandId: 'again-house',
    events: [...house, { type: 'report.owed', payload: { run } }],
  });
  await ledger.close();
}

function readable(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}

test.run();
