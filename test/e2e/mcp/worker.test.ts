// A worker that has `muster mcp`: it is that worker and no more, told by its processes and not by what it says.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonStage, openDaemonStage, until } from '../daemon-stage.ts';

const test = suite<{ stage: DaemonStage }>('a worker with tools');

test.before.each((context) => {
  context.stage = openDaemonStage();
});
test.after.each(({ stage }) => stage.clear());

async function worked(stage: DaemonStage, how: string) {
  const out = join(stage.folder, 'said.json');
  stage.agent('tooled', 'uses-mcp.mjs', out, stage.root, how);
  const project = stage.project('shop');
  await stage.up();
  stage.drop('look.md', stage.task(project, ['tooled']));
  let run = '';
  await until('the run', async () => {
    [run = ''] = await stage.runs();
    return run !== '';
  });
  return { run, said: () => JSON.parse(readFileSync(out, 'utf8')) };
}

test('has its own tools only, and its result is checked before it is handed in', async ({ stage }) => {
  const { run, said } = await worked(stage, 'submits');
  const view = await stage.ended(run);
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
  assert.match(readFileSync(stage.home.run(run).results('d1').beat, 'utf8'), /- PROGRESS: reading answer\.js /);
});

test('asks a person, and its run waits', async ({ stage }) => {
  const { run } = await worked(stage, 'asks');
  await until('the question', async () => (await stage.view(run)).gates.length > 0);
  const [gate] = (await stage.view(run)).gates;
  assert.match(gate?.gate.asks ?? '', /Which answer is right\?/);
});

test.run();
