// A user's own agent carries out a plan of two stages through `muster mcp`: it takes a stage and works in the clone that it is given, and
// the program proves the result. What belongs to others is refused, and if the agent dies nothing is lost.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-fixture.ts';
import { answer, type Execution, openExecution, planOf, stagesOf } from '../execution/execution-fixture.ts';
import { PRICES } from '../execution/prices.ts';
import { LAUNCHER } from '../program.ts';
import { openMcp } from './mcp-client.ts';

const test = suite<{ it: Execution }>('an executor from outside');
test.before.each((context) => {
  context.it = openExecution();
});
test.after.each(({ it }) => it.clear());

const testOf = (from: string, name: string, is: string) =>
  `import test from 'node:test'; import assert from 'node:assert'; import { ${name} } from '../${from}';\ntest('it', () => assert.equal(${name}(), ${is}));\n`;
const CENTS = {
  'price.mjs': 'export const price = () => 700;\n',
  'test/price.test.mjs': testOf('price.mjs', 'price', '700'),
};
const LABEL = {
  'label.mjs': "import { price } from './price.mjs';\nexport const label = () => '$' + price() / 100;\n",
  'test/label.test.mjs': testOf('label.mjs', 'label', "'$7'"),
};

function put(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

test('gets only what it may have, dies, and another one finishes the work', async ({ it }) => {
  const project = it.project('prices', PRICES);
  const plan = await it.approved(
    project,
    planOf([
      { id: 'cents', files: Object.keys(CENTS), toolProfile: ['coding'] },
      { id: 'label', files: Object.keys(LABEL), dependsOn: ['cents'], toolProfile: ['coding', 'knowledge'] },
    ]),
  );
  await it.up();
  const run = await it.begin(project, plan, ['outside']);
  const open = () => openMcp(it.fixture.env, project, [process.execPath, LAUNCHER, 'mcp', '--as', 'executor:outside']);
  const first = open();
  await first.hello('first');
  const tools = await first.tools();
  assert.ok(tools.includes('run_start_stage') && !tools.includes('run_submit') && !tools.includes('beat'), tools.join());
  assert.is((await first.call('run_submit', { brief: 'x' })).error.code, 'not-allowed-here');
  await until('a stage that can be taken', async () => (await first.call('run_active')).readyStages.length > 0);
  const { readyStages } = await first.call('run_active');
  assert.equal([readyStages.length, readyStages[0].stage, readyStages[0].seats], [1, 'cents', ['outside']]);

  const before = (await it.events(run)).length;
  const refusals: [string, object, RegExp][] = [
    ['run_start_stage', { run, stage: 'label' }, /label depends on cents, which is pending/],
    ['run_start_stage', { run, stage: 'nothing' }, /no stage nothing/],
    ['run_start_stage', { run, stage: 'cents', seat: 'other' }, /for the seat outside/],
    ['run_propose_step_result', { run, stage: 'cents', title: 'x', summary: 'x' }, /you do not hold cents/],
  ];
  for (const [tool, args, says] of refusals) {
    const { error } = await first.call(tool, args);
    assert.match(error?.message ?? '', says);
    assert.ok(error.hint.length > 0);
  }
  assert.is((await it.events(run)).length, before, 'what is refused changes nothing');

  const taken = await first.call('run_start_stage', { run, stage: 'cents' });
  assert.ok(existsSync(join(taken.workplace, 'price.mjs')), JSON.stringify(taken));
  assert.match(taken.prompt, /Files that you may change: price\.mjs/);
  assert.match((await first.call('run_read', { runs: [run] })).error.message, /outside the tool profile of cents: coding/);
  const second = open();
  await second.hello('second');
  const meant = { run, stage: 'cents', title: 'Not mine', summary: 'Not mine.' };
  assert.match((await second.call('run_propose_step_result', meant)).error.message, /you do not hold cents: it is held by first/);
  assert.match((await second.call('run_start_stage', { run, stage: 'cents' })).error.message, /cents is working, held by first/);
  put(taken.workplace, { 'price.mjs': CENTS['price.mjs'] });
  first.kill();

  await until('the request', async () => (await it.view(run)).gates.length > 0);
  const [left] = stagesOf(await it.view(run));
  assert.is(left?.state, 'interrupted');
  assert.match(left?.reasons.join() ?? '', /^first 1, which carried it out from outside, has ended\. What it had changed is in /);
  assert.is(readFileSync(join(taken.workplace, 'price.mjs'), 'utf8'), CENTS['price.mjs'], 'its work is still there');
  assert.match((await second.call('run_start_stage', { run, stage: 'cents' })).error.message, /not wanted now: it is interrupted/);

  const lead = openMcp(it.fixture.env, project);
  await lead.hello('lead');
  assert.is((await lead.call('run_apply_policy', { run, stage: 'cents', action: { do: 'retry' } })).tookEffect, 'retry');
  const again = await second.call('run_start_stage', { run, stage: 'cents' });
  assert.is(again.attempt, 2, JSON.stringify(again));
  assert.match(again.prompt, /What it had changed is in /);
  put(again.workplace, CENTS);
  const done = await second.call('run_propose_step_result', { run, stage: 'cents', title: 'Give prices in cents', summary: 'Done.' });
  assert.equal([done.state, done.proofs[0]?.outcome], ['verified', 'proves'], JSON.stringify(done));

  const next = await second.call('run_start_stage', { run, stage: 'label' });
  assert.ok(next.workplace, JSON.stringify(next));
  assert.is((await second.call('run_read', { runs: [run] })).runs?.[0]?.run, run);
  await it.fixture.kill();
  await it.up();
  put(next.workplace, LABEL);
  await second.call('run_propose_step_result', { run, stage: 'label', title: 'Print prices', summary: 'Done.' });
  const view = await it.ended(run, 240_000);
  assert.equal(
    stagesOf(view).map(({ id, state, attempts }) => `${id} ${state} ${attempts}`),
    ['cents verified 2', 'label verified 1'],
  );
  await second.close();
  await lead.close();
});

test('holds a stage for as long as it keeps calling; then a person is asked', async ({ it }) => {
  it.fixture.config('grace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\noutside: { lease: 10s }\n');
  const project = it.project('prices', PRICES);
  const plan = await it.approved(project, planOf([{ id: 'cents', files: Object.keys(CENTS), toolProfile: ['coding'] }]));
  await it.up();
  const run = await it.begin(project, plan, ['outside']);
  const waits = async () => (await it.view(run)).waitsFor ?? '';
  await until('a client', async () => (await waits()) !== '');
  assert.match(await waits(), /^a client of `muster mcp` \(seat outside\), since \S+: run_start_stage with cents$/);
  assert.match((await it.fixture.muster(['status'])).out, /waits for a client of `muster mcp` \(seat outside\)/);

  const client = openMcp(it.fixture.env, project);
  await client.hello('first');
  const taken = await client.call('run_start_stage', { run, stage: 'cents' });
  assert.ok(taken.workplace, JSON.stringify(taken));
  assert.match(await waits(), /^first 1, which has the stage cents \(seat outside\) since \S+, until \S+: run_propose_step_result$/);
  const takes = async () => (await it.events(run)).filter((one) => one.type === 'stage.taken');
  await until('its time to start over', async () => {
    await client.call('run_active');
    return (await takes()).length > 1;
  });
  const [first, again] = (await takes()).map((one) => one.payload as { renewed?: boolean; holder: { until: string } });
  assert.is(again?.renewed, true);
  assert.ok((again?.holder.until ?? '') > (first?.holder.until ?? ''), 'later than before');

  // It lives on, and calls no more. Its time ends while no daemon runs.
  await it.fixture.kill();
  const end = Math.max(...(await takes()).map((one) => Date.parse((one.payload as { holder: { until: string } }).holder.until)));
  await until('its time to be over', () => Date.now() > end);
  await it.up();
  await until('the request', async () => (await it.view(run)).gates.length > 0);
  const [left] = stagesOf(await it.view(run));
  assert.is(left?.state, 'interrupted');
  assert.match(left?.reasons.join() ?? '', /^Its time to carry it out from outside was over at \S+Z\. What it had changed is in /);
  const meant = { run, stage: 'cents', title: 'Late', summary: 'Late.' };
  assert.match((await client.call('run_propose_step_result', meant)).error.message, /you do not hold cents: it is interrupted/);
  // An agent's own process may not answer, and this test is one while it has a client.
  await client.close();
  await answer(it.fixture, run, 'request-changes', 1, 'Go on.');
  const other = openMcp(it.fixture.env, project);
  await other.hello('other');
  const more = await other.call('run_start_stage', { run, stage: 'cents' });
  assert.equal([more.attempt, /Go on\./.test(more.prompt)], [2, true], JSON.stringify(more));
  // Its profile is that of the stage, so another one ends the run.
  assert.is((await other.call('run_cancel', { run, reason: 'enough' })).error.code, 'not-allowed-here');
  await other.close();
});

test.run();
