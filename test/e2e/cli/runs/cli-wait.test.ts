// `muster wait`: returns with the outcome of a run, or when a person is needed, and leaves the run alone.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../../daemon-fixture.ts';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

const waiting = suite<{ fixture: CliFixture; go: () => void; submit: (...seats: string[]) => Promise<string> }>('wait');

waiting.before.each((context) => {
  const fixture = openCliFixture();
  const file = join(fixture.folder, 'go');
  const project = fixture.project('shop');
  context.fixture = fixture;
  context.go = () => writeFileSync(file, '');
  fixture.agent('one', 'waits-for-file.mjs', file);
  fixture.agent('two', 'waits-for-file.mjs', file);
  fixture.agent('asks', 'blocked.mjs');
  context.submit = async (...seats) => {
    const { out, code, err } = await fixture.muster(['submit', '-'], { input: fixture.task(project, seats) });
    assert.is(code, 0, err);
    return out.trim();
  };
});
waiting.after.each(({ fixture }) => fixture.clear());

waiting('returns when the run has ended, with its outcome', async ({ fixture, go, submit }) => {
  const run = await submit('one', 'two');
  const wait = fixture.begin(['wait', run.slice(0, 5)]);
  assert.is(wait.child.exitCode, null);
  go();
  assert.equal(await wait.ended, { code: 0, signal: null, out: `${run} completed\n`, err: '' });
  // An ended run is not waited for.
  assert.is((await fixture.muster(['wait', run])).out, `${run} completed\n`);
});

waiting('with --for gate, returns as soon as a person is needed', async ({ fixture, go, submit }) => {
  go();
  const run = await submit('asks', 'two');
  const { out, code } = await fixture.muster(['wait', '--any', '--for', 'gate']);
  assert.is(out, `${run} waits for a person: ${run}.g1\n`);
  assert.is(code, 5);
  assert.is((await fixture.muster(['reject', `${run}.g1`])).code, 0);
  const { out: ended } = await fixture.muster(['wait', run, '--json']);
  assert.is((JSON.parse(ended) as { outcome: string }).outcome, 'completed');
});

waiting('for the end, says once on standard error that a person is needed', async ({ fixture, go, submit }) => {
  go();
  const run = await submit('asks', 'two');
  const wait = fixture.begin(['wait', run]);
  let said = '';
  wait.child.stderr?.on('data', (chunk: string) => {
    said += chunk;
  });
  assert.is((await fixture.muster(['wait', run, '--for', 'gate'])).code, 5);
  await until('the other one to say so', () => said.includes('waits for a person'));
  assert.is((await fixture.muster(['reject', `${run}.g1`])).code, 0);
  const { out, err } = await wait.ended;
  assert.match(out, `${run} completed`);
  assert.is(err, `muster: ${run} waits for a person: muster approvals ${run}.g1\n`);
});

waiting('a paused run waits for a person, too, and says why', async ({ fixture, go, submit }) => {
  const run = await submit('one', 'two');
  const wait = fixture.begin(['wait', run]);
  let said = '';
  wait.child.stderr?.on('data', (chunk: string) => {
    said += chunk;
  });
  assert.is((await fixture.muster(['pause', run, '-m', 'lunch'])).code, 0);
  const paused = await fixture.muster(['wait', run, '--for', 'gate']);
  assert.equal([paused.code, paused.out], [5, `${run} waits for a person: muster resume ${run} (lunch)\n`]);
  assert.match((await fixture.muster(['show', run])).out, `Waits for  muster resume ${run} (lunch)`);
  await until('the other one to say so', () => said.includes('is paused'));
  assert.is((await fixture.muster(['resume', run])).code, 0);
  go();
  const { out, err } = await wait.ended;
  assert.is(out, `${run} completed\n`);
  assert.is(err, `muster: ${run} is paused (lunch). To continue: muster resume ${run}\n`);
});

waiting('says if there is nothing to wait for', async ({ fixture }) => {
  const none = await fixture.muster(['wait', '--any']);
  assert.equal([none.code, none.err], [2, 'muster: no run is active. `muster runs` lists those that have ended.\n']);
  assert.match((await fixture.muster(['wait'])).err, /name one run, or give --any/);
  assert.match((await fixture.muster(['wait', 'r-x', '--for', 'lunch'])).err, /--for must be end or gate/);
});

waiting.run();
