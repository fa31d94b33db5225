// A worker that has `muster mcp` gets a worker's tools and no others. It is recognised by its processes, not by what it says about itself.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';

const test = suite<{ fixture: DaemonFixture }>('a worker with tools');

test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(({ fixture }) => fixture.clear());

async function worked(fixture: DaemonFixture, how: string) {
  const out = join(fixture.folder, 'said.json');
  fixture.agent('tooled', 'uses-mcp.mjs', out, fixture.root, how);
  const project = fixture.project('shop');
  await fixture.up();
  fixture.drop('look.md', fixture.task(project, ['tooled']));
  let run = '';
  await until('the run', async () => {
    [run = ''] = await fixture.runs();
    return run !== '';
  });
  return { run, said: () => JSON.parse(readFileSync(out, 'utf8')) };
}

test('has its own tools only, and its result is checked before it is handed in', async ({ fixture }) => {
  const { run, said } = await worked(fixture, 'submits');
  const view = await fixture.ended(run);
  assert.is(view.outcome, 'completed');
  assert.is(view.findings.length, 1);
  const { tools, lead, beat, bad, stranger, checked, last } = said();
  assert.equal(tools, ['beat', 'check_result', 'submit_result', 'ask']);
  assert.is(lead.error.code, 'not-allowed-here');
  assert.match(lead.error.message, new RegExp(`the worker ${run}\\.d1\\.1`));
  assert.equal(beat, { noted: 'reading answer.js' });
  assert.is(bad.handedIn, false);
  assert.match(bad.faults.join(), /status/);
  assert.is(stranger.handedIn, false);
  assert.match(stranger.faults.join(), /r-aaaaaa\.d1/);
  assert.is(checked.valid, true);
  assert.is(last.handedIn, true);
  assert.match(readFileSync(fixture.home.run(run).results('d1').beat, 'utf8'), /- PROGRESS: reading answer\.js /);
});

test('asks a person, and its run waits', async ({ fixture }) => {
  const { run } = await worked(fixture, 'asks');
  await until('the question', async () => (await fixture.view(run)).gates.length > 0);
  const [gate] = (await fixture.view(run)).gates;
  assert.match(gate?.gate.asks ?? '', /Which answer is right\?/);
});

test.run();
