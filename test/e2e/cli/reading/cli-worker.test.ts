// `muster attach`, `logs` and `explain`, of workers that are at work: looked at by several, typed into by one,
// read as text, and explained.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Explanation } from '../../../../contracts/run/explanation.ts';
import { until } from '../../daemon-fixture.ts';
import { openTerminal } from '../../muster-terminal.ts';
import { allRunning, seatWorkers, startRun } from '../../scripted-workers.ts';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

const test = suite<{ fixture: CliFixture }>('of a worker');

test.before.each((context) => {
  context.fixture = openCliFixture();
});
test.after.each(({ fixture }) => fixture.clear());

/** In the project, where a name needs no run. */
const here = (fixture: CliFixture) => ({ cwd: join(fixture.folder, 'shop') });
const DETACH = Buffer.from([0x1d]);

test('several may watch, one types, the size follows that one, and leaving ends nothing', async ({ fixture }) => {
  const company = { shell: { worker: 'echoes.sh' } };
  seatWorkers(fixture, company);
  await fixture.up();
  const run = await startRun(fixture, company);
  const [pid] = await allRunning(fixture, run, ['shell']);

  const writer = openTerminal(fixture, ['attach', `${run}.shell`, '--write']);
  const reader = openTerminal(fixture, ['attach', `${run}.d1`]);
  const piped = fixture.begin(['attach', 'd1'], here(fixture));
  for (const one of [writer, reader]) await one.sees('ready');
  await piped.said('ready');
  writer.pty.write(Buffer.from('good morning\r'));
  for (const one of [writer, reader]) await one.sees('heard good morning');
  await piped.said('heard good morning');
  const { out } = await fixture.muster(['explain', `${run}.d1`, '--json']);
  const last = `Its last line: “heard good morning”. To type an answer, if it asks for one: muster attach ${run}.d1 --write`;
  assert.is((JSON.parse(out) as Explanation).seen.at(-1), last);
  writer.pty.resize(91, 33);
  await reader.sees('33 91');
  reader.pty.write(Buffer.from('not to be heard\r'));
  reader.pty.write(Buffer.from([0x03]));
  assert.equal(await reader.ended, { code: 0, signal: null });
  assert.match(reader.seen(), /read-only; Ctrl-\] detaches/);
  assert.match(reader.seen(), /detached; r-[a-z2-7]+\.d1\.1 keeps running/);

  writer.pty.write(Buffer.concat([Buffer.from('last words'), DETACH, Buffer.from('\r')]));
  assert.equal(await writer.ended, { code: 0, signal: null });
  assert.equal(await allRunning(fixture, run, ['shell']), [pid], 'the worker goes on');
  assert.not.match(writer.seen(), /not to be heard/);

  assert.is((await fixture.muster(['abort', run, '-m', 'enough'])).code, 0);
  const left = await piped.ended;
  assert.is(left.code, 0);
  assert.match(left.err, /d1\.1 has ended: stopped/);
});

test('the output is shown as text or as a recording, followed to its end, even without a daemon', async ({ fixture }) => {
  const go = join(fixture.folder, 'go');
  const company = { dots: { worker: 'waits-for-file.mjs', args: [go] } };
  seatWorkers(fixture, company);
  await fixture.up();
  const run = await startRun(fixture, company);
  await allRunning(fixture, run, ['dots']);
  const following = fixture.begin(['logs', 'dots', '-f'], here(fixture));
  await following.said('...');
  writeFileSync(go, '');
  const followed = await following.ended;
  assert.is(followed.code, 0);
  assert.match(followed.out, /^\.{3,}$/);
  assert.match(followed.err, /d1\.1 \(dots\), in the newest run of this project that has it/);
  await fixture.ended(run);
  await fixture.kill();
  const read = await fixture.muster(['logs', `${run}.d1.1`]);
  assert.equal([read.code, read.out, read.err], [0, followed.out, '']);
  const [header, first] = (await fixture.muster(['logs', 'd1', '--cast'], here(fixture))).out.split('\n');
  assert.is(JSON.parse(header ?? '').version, 2);
  assert.is(JSON.parse(first ?? '')[1], 'o');
  // Anywhere else a name reaches into no other project by itself.
  const away = { cwd: fixture.project('other') };
  for (const args of [
    ['logs', 'dots'],
    ['logs', 'd1'],
    ['explain', 'dots'],
    ['show', 'd1'],
    ['attach', 'd1'],
    ['approve', 'g1'],
    ['explain', 'F-001'],
    ['explain', 'f-000000'],
  ]) {
    const far = await fixture.muster(args, away);
    assert.is(far.code, 2, args.join(' '));
    assert.match(far.err, /^muster: no run of .*other has /);
    if (/^d/.test(args[1] ?? ''))
      assert.match(far.err, new RegExp(`; ${run}, a run of .*shop, has one\\. Name the run too, as in \`${run}\\.`));
  }
  // What a person may mistype.
  const wrong = await fixture.muster(['logs', `${run}.dotz`]);
  assert.is(wrong.code, 2);
  assert.match(wrong.err, /has no worker `r-[a-z2-7]+\.dotz`; did you mean `dots`\?/);
  assert.match((await fixture.muster(['logs', 'd1.7'], here(fixture))).err, /has no attempt 7; it has 1/);
});

/** A worker is suspect for half of it: time enough to ask for that, on a machine where a command takes seconds. */
const QUIET = 30_000;

test('its state is explained: what was seen, and what comes next and when', async ({ fixture }) => {
  const go = join(fixture.folder, 'go');
  const company = { dots: { worker: 'waits-for-file.mjs', args: [go] }, mute: { worker: 'forever.sh' } };
  seatWorkers(fixture, company, { quiet: QUIET, busy: 2 * QUIET });
  await fixture.up();
  const run = await startRun(fixture, company);
  await allRunning(fixture, run, ['dots', 'mute']);
  const well = await fixture.muster(['explain', 'dots'], here(fixture));
  assert.is(well.code, 0);
  assert.match(well.out, /State +Attempt 1 \(first\), pid \d+, is running\./);
  assert.match(well.out, /Last output \d.* ago\./);
  assert.match(well.out, /There is no result yet\./);
  assert.match(well.out, /Next +In \d.*: without any sign of life it becomes suspect\./);
  await until('the mute one to be suspected', async () => {
    const { out } = await fixture.muster(['explain', 'mute', '--json'], here(fixture));
    const it = JSON.parse(out) as Explanation;
    return it.stands.includes('suspected') && it.next[0]?.what.includes('ended as silent') === true && (it.next[0]?.inMs ?? 0) <= QUIET / 2;
  });
  writeFileSync(go, '');
  await until('dots to be over', async () =>
    (await fixture.muster(['explain', 'dots'], here(fixture))).out.includes('It is over: completed'),
  );
  await fixture.kill();
  const alone = await fixture.muster(['explain', 'mute'], here(fixture));
  assert.match(alone.out, /No daemon is running/);
});

test('no other worker may attach to it', async ({ fixture }) => {
  const refused = await fixture.muster(['attach', 'd1'], { env: { MUSTER_DISPATCH: 'r-aaaaaa.d2.1' } });
  assert.is(refused.code, 2);
  assert.match(refused.err, /for people/);
});

test.run();
