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
import { type DaemonStage, openDaemonStage, until } from '../daemon-stage.ts';

const test = suite<{ stage: DaemonStage }>('a stub of a report');
test.before.each((context) => {
  context.stage = openDaemonStage();
});
test.after.each(({ stage }) => stage.clear());

for (const point of ['', 'effect.complete-report.before', 'effect.complete-report.after']) {
  test(`is completed by the next daemon, in files, journal and manifest${point && `, killed at ${point}`}`, async ({ stage }) => {
    stage.agent('good', 'reviews.mjs');
    await stage.up();
    stage.drop('task.md', stage.task(stage.project('shop'), ['good']));
    await until('the run', async () => (await stage.runs()).length === 1);
    const [run = ''] = await stage.runs();
    await stage.ended(run);
    await until('the manifest', () => stage.home.run(run).manifest !== '' && readable(stage.home.run(run).manifest));
    await stage.kill();

    // The same run, as it would stand had its report been a stub.
    await written(stage, run, [...(await stage.events(run))].map(asStub), await stage.withLedger((ledger) => ledger.read('house')));
    assert.is((await stage.view(run)).report?.stub, true);
    if (point !== '') {
      await stage.up({ MUSTER_FAILPOINT: point }).catch(() => 0);
      await until('the daemon to die', async () => (await reachDaemon(stage.root)) === undefined);
      await stage.kill();
    }
    await stage.up();
    await until('the report to be whole', async () => (await stage.view(run)).report?.stub === false);
    const report = JSON.parse(readFileSync(join(stage.home.run(run).report, 'report.json'), 'utf8')) as {
      stub: boolean;
      run: { status: string };
    };
    assert.equal([report.stub, report.run.status], [false, 'completed']);
    await until('the house to know', async () =>
      (await stage.withLedger((ledger) => ledger.read('house'))).some((it) => it.type === 'report.settled'),
    );
    await until('its documents to follow', async () => {
      const found = await stage.withLedger((ledger) =>
        verifyRun(run, stage.home, { ledger, objects: objectsIn(stage.home.objects), hide: hiderOf({}) }),
      );
      return found.differences.length === 0;
    });
    assert.is((await stage.events(run)).filter((it) => it.type === 'report.completed').length, 1);
  });
}

const asStub = (event: RunRecord): RunRecord =>
  event.type === 'report.composed' ? { ...event, payload: { ...event.payload, stub: true } } : event;

/** A ledger made again from these events. */
async function written(stage: DaemonStage, run: string, events: readonly RunEvent[], house: readonly HouseEvent[]): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${stage.home.ledger}${suffix}`, { force: true });
  const ledger = await openLedger({ path: stage.home.ledger, catalogue: eventCatalogue, epoch: await takeEpoch(stage.home.ledger) });
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
