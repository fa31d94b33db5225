// A worker that hides where its commands come from gets no tool of a lead, and answers nothing in a person's stead.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';
import { until } from '../daemon-stage.ts';

const test = suite<{ stage: CliStage }>('a worker that hides');

test.before.each((context) => {
  context.stage = openCliStage();
});
test.after.each(({ stage }) => stage.clear());

const TEMPLATE = `name: asked
description: a question after the analysis
roster: [{ role: analyser, seats: task }]
phases:
  - { key: analysis, kind: fan-out, role: analyser, skill: analysis, gates: [{ name: scope, asks: Was the right part looked at? }] }
quorum: 1
deadline: 5m
limits: {}
`;

test('still counts as a worker, and has no more rights', async ({ stage }) => {
  stage.write(join(stage.home.templates, 'asked.yaml'), TEMPLATE);
  const project = stage.project('shop');
  const daemon = await stage.up();
  const newRun = async (name: string, task: string) => {
    const before = new Set(await stage.runs());
    stage.drop(name, task);
    let run = '';
    await until('the run', async () => {
      run = (await stage.runs()).find((it) => !before.has(it)) ?? '';
      return run !== '';
    });
    return run;
  };
  const asking = await newRun('asked.md', stage.task(project, ['builtin'], 'type: asked\n'));
  await until('its question', async () => (await stage.view(asking)).gates.length > 0);
  const [open] = (await stage.view(asking)).gates;
  const plan = { home: stage.root, folder: stage.folder, gate: open?.gate.id, said: join(stage.folder, 'said.json') };
  stage.write(join(stage.folder, 'plan.json'), JSON.stringify(plan));
  stage.agent('hider', 'hides-away.mjs', join(stage.folder, 'plan.json'));
  const run = await newRun('hide.md', stage.task(project, ['hider'], '', 'Something else.'));
  await until('the worker to be done', () => existsSync(plan.said), 240_000);

  const { second, ...ways } = JSON.parse(readFileSync(plan.said, 'utf8')) as Record<string, { tools: string; approve: string }>;
  assert.is(Object.keys(ways).length, 7);
  for (const [way, { tools, approve }] of Object.entries(ways)) {
    assert.match(approve, /is for people/, way);
    const offered = JSON.parse(tools) as { tools: string[]; submit: string };
    assert.equal(
      offered.tools.filter((it) => it.startsWith('run_')),
      [],
      way,
    );
    assert.is(offered.submit, 'not-allowed-here', way);
  }
  assert.match(String(second), /another daemon|already/i);
  assert.is((await stage.view(asking)).gates[0]?.answer, null);
  assert.equal((await stage.runs()).toSorted(), [asking, run].toSorted(), 'nothing was started');
  assert.is(((await stage.ask({ ask: 'status' })) as { pid: number }).pid, daemon);
  await stage.ended(run);
});

test.run();
