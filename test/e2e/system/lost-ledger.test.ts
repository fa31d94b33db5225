// A home whose ledger was lost: its session host has seen daemons of higher epochs than the new ledger, and refuses one that was replaced.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

const test = suite<{ fixture: CliFixture }>('a home whose ledger was lost');

test.before.each((context) => {
  context.fixture = openCliFixture();
});
test.after.each(({ fixture }) => fixture.clear());

for (const [what, epoch] of Object.entries({ 'many daemons were seen': '7', 'the record of it is damaged': `${Number.MAX_SAFE_INTEGER}` }))
  test(`carries out runs, although ${what}`, async ({ fixture }) => {
    const project = fixture.project('shop');
    fixture.agent('good', 'reviews.mjs');
    mkdirSync(join(fixture.root, 'sessions'), { mode: 0o700 });
    writeFileSync(join(fixture.root, 'sessions', 'epoch'), `${epoch}\n`);
    await fixture.up();
    fixture.drop('task.md', fixture.task(project, ['good'], '', 'Look at it.'));
    await until('the drop to become a run', async () => (await fixture.runs()).length === 1);
    const [run = ''] = await fixture.runs();
    await fixture.ended(run);
    const [ended] = (await fixture.events(run)).filter((it) => it.type === 'run.ended');
    assert.is((ended?.payload as { outcome: string } | undefined)?.outcome, 'completed');
  });

test.run();
