// Checkouts sent from other machines are kept as long as a run about them is kept, and for an hour after they were sent.

import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Pruned } from '../../../daemon/records/prune-runs.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

const test = suite<{ fixture: CliFixture }>('checkouts from other machines');
test.before.each((context) => {
  context.fixture = openCliFixture('far');
});
test.after.each(({ fixture }) => fixture.clear());

const [USED, LEFT, NEW] = ['a'.repeat(16), 'b'.repeat(16), 'c'.repeat(16)];

test('are pruned once no remaining run refers to them', async ({ fixture }) => {
  const { incoming } = fixture.home;
  const project = fixture.project(join('far', 'incoming', USED, 'tree', 'shop'));
  for (const key of [LEFT, NEW]) {
    mkdirSync(join(incoming, key, 'tree', 'old'), { recursive: true });
    writeFileSync(join(incoming, key, 'tree', 'old', 'a.js'), 'export const a = 1;\n');
  }
  mkdirSync(join(incoming, 'coming-now'));
  const longAgo = new Date(Date.now() - 2 * 3_600_000);
  for (const name of [USED, LEFT, 'coming-now']) utimesSync(join(incoming, name), longAgo, longAgo);
  await fixture.up();
  fixture.agent('ada', 'finds-nothing.mjs');
  fixture.drop('look.md', fixture.task(project, ['ada']));
  await until('the run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  await fixture.ended(run);

  const prune = async (...more: string[]): Promise<Pruned['incoming']['count']> => {
    const { code, out, err } = await fixture.muster(['prune', '--json', ...more]);
    assert.is(code, 0, err);
    return (JSON.parse(out) as Pruned).incoming.count;
  };
  const there = () => [USED, LEFT, NEW, 'coming-now'].map((it) => existsSync(join(incoming, it)));
  assert.is(await prune('--dry-run'), 1);
  assert.equal(there(), [true, true, true, true], 'nothing is deleted when it is only shown');
  assert.is(await prune(), 1);
  assert.equal(there(), [true, false, true, true], 'the run is kept, and the other one has just come');
  utimesSync(join(incoming, USED), longAgo, longAgo);
  assert.is(await prune('--keep', '0'), 1);
  assert.equal(there(), [false, false, true, true]);
});

test.run();
