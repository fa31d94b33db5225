// Cleaning up does not delay a report: the checkouts of a run are removed after it, and a crash in between leaves nothing behind for ever.

import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DaemonStatus } from '../../../contracts/control.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';
import { seatWorkers, startRun } from '../scripted-workers.ts';

const test = suite<{ fixture: DaemonFixture }>('the checkouts of a run');

test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(async ({ fixture }) => fixture.clear());

test('are removed after its report, whatever happens to the daemon', async ({ fixture }) => {
  const company = { one: { worker: 'agrees.mjs' }, other: { worker: 'agrees.mjs' } };
  seatWorkers(fixture, company);
  // Removes nothing until it may, and here it never may.
  const slow = join(fixture.folder, 'slow');
  fixture.write(join(slow, 'rm'), '#!/bin/sh\nwhile [ -e "$0" ]; do sleep 0.1; done\n');
  chmodSync(join(slow, 'rm'), 0o755);
  await fixture.up({ PATH: `${slow}:${process.env.PATH}` });
  const view = await fixture.ended(await startRun(fixture, company));
  assert.is(view.outcome, 'completed');
  assert.ok(existsSync(fixture.home.run(view.id).report), 'the report is there');
  assert.equal(readdirSync(fixture.home.run(view.id).workplaces), [], 'the checkouts are out of their places');
  const cleared = (await fixture.events(view.id)).flatMap((it) => (it.type === 'run.cleared' ? [it.payload] : []));
  assert.equal(cleared, [{ moved: 2 }]);
  await until('the removal', async () => ((await fixture.ask({ ask: 'status' })) as DaemonStatus).clearing === 1);
  assert.is(readdirSync(fixture.home.trash).length, 1, 'while their files are still there');

  await fixture.kill();
  await fixture.up();
  await until('all files to be gone', () => readdirSync(fixture.home.trash).length === 0);
});

test.run();
