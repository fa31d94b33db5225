// A worker that hides which process its commands come from gets no tools of a lead, and can answer nothing in a person's place.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

const test = suite<{ fixture: CliFixture }>('a worker that hides');

test.before.each((context) => {
  context.fixture = openCliFixture();
});
test.after.each(({ fixture }) => fixture.clear());

const TEMPLATE = `name: asked
description: a question after the analysis
roster: [{ role: analyser, seats: task }]
phases:
  - { key: analysis, kind: fan-out, role: analyser, skill: analysis, gates: [{ name: scope, asks: Was the right part looked at? }] }
quorum: 1
deadline: 5m
limits: {}
`;

test('still counts as a worker, and has no more rights', async ({ fixture }) => {
  fixture.write(join(fixture.home.templates, 'asked.yaml'), TEMPLATE);
  const project = fixture.project('shop');
  const daemon = await fixture.up();
  const newRun = async (name: string, task: string) => {
    const before = new Set(await fixture.runs());
    fixture.drop(name, task);
    let run = '';
    await until('the run', async () => {
      run = (await fixture.runs()).find((it) => !before.has(it)) ?? '';
      return run !== '';
    });
    return run;
  };
  const asking = await newRun('asked.md', fixture.task(project, ['builtin'], 'type: asked\n'));
  await until('its question', async () => (await fixture.view(asking)).gates.length > 0);
  const [open] = (await fixture.view(asking)).gates;
  const plan = { home: fixture.root, folder: fixture.folder, gate: open?.gate.id, said: join(fixture.folder, 'said.json') };
  fixture.write(join(fixture.folder, 'plan.json'), JSON.stringify(plan));
  fixture.agent('hider', 'hides-away.mjs', join(fixture.folder, 'plan.json'));
  const run = await newRun('hide.md', fixture.task(project, ['hider'], '', 'Something else.'));
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
  assert.is((await fixture.view(asking)).gates[0]?.answer, null);
  assert.equal((await fixture.runs()).toSorted(), [asking, run].toSorted(), 'nothing was started');
  assert.is(((await fixture.ask({ ask: 'status' })) as { pid: number }).pid, daemon);
  await fixture.ended(run);
});

test.run();
