// What only tidies does not hold up a report: the checkouts of a run are removed behind it, and a crash in between leaves
// nothing for ever.

import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DaemonStatus } from '../../../contracts/control.ts';
import { begin, hire } from '../company.ts';
import { type DaemonStage, openDaemonStage, until } from '../daemon-stage.ts';

const test = suite<{ stage: DaemonStage }>('the checkouts of a run');

test.before.each((context) => {
  context.stage = openDaemonStage();
});
test.after.each(async ({ stage }) => stage.clear());

test('are removed after its report, whatever happens to the daemon', async ({ stage }) => {
  const company = { one: { worker: 'agrees.mjs' }, other: { worker: 'agrees.mjs' } };
  hire(stage, company);
  // Removes nothing until it may, and here it never may.
  const slow = join(stage.folder, 'slow');
  stage.write(join(slow, 'rm'), '#!/bin/sh\nwhile [ -e "$0" ]; do sleep 0.1; done\n');
  chmodSync(join(slow, 'rm'), 0o755);
  await stage.up({ PATH: `${slow}:${process.env.PATH}` });
  const view = await stage.ended(await begin(stage, company));
  assert.is(view.outcome, 'completed');
  assert.ok(existsSync(stage.home.run(view.id).report), 'the report is there');
  assert.equal(readdirSync(stage.home.run(view.id).workplaces), [], 'the checkouts are out of their places');
  const cleared = (await stage.events(view.id)).flatMap((it) => (it.type === 'run.cleared' ? [it.payload] : []));
  assert.equal(cleared, [{ moved: 2 }]);
  await until('the removal', async () => ((await stage.ask({ ask: 'status' })) as DaemonStatus).clearing === 1);
  assert.is(readdirSync(stage.home.trash).length, 1, 'while their files are still there');

  await stage.kill();
  await stage.up();
  await until('all files to be gone', () => readdirSync(stage.home.trash).length === 0);
});

test.run();
