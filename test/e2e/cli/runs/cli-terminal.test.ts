// `muster run` on a real terminal: a block that redraws itself, fits, and is gone at the end, with the
// cursor given back whichever way one leaves.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../../daemon-fixture.ts';
import { openTerminal } from '../../muster-terminal.ts';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

const [HIDE, SHOW] = ['\u001b[?25l', '\u001b[?25h'];

const terminal = suite<{ fixture: CliFixture; go: () => void; task: string }>('on a terminal');

terminal.before.each((context) => {
  const fixture = openCliFixture();
  const file = join(fixture.folder, 'go');
  context.fixture = fixture;
  context.go = () => writeFileSync(file, '');
  context.task = join(fixture.folder, 'task.md');
  fixture.agent('one', 'waits-for-file.mjs', file);
  fixture.agent('two', 'waits-for-file.mjs', file);
  writeFileSync(context.task, fixture.task(fixture.project('shop'), ['one', 'two']));
});
terminal.after.each(({ fixture }) => fixture.clear());

terminal('a run is a block that redraws itself, and then the closing screen', async ({ fixture, go, task }) => {
  const sitting = openTerminal(fixture, ['run', task], { NO_COLOR: '' });
  await sitting.sees('running');
  await sitting.sees('Ctrl-C detaches');
  go();
  assert.equal(await sitting.ended, { code: 0, signal: null });
  const text = sitting.seen();
  const [before = '', after = ''] = text.split(SHOW);
  assert.ok(before.startsWith(HIDE));
  assert.is(text.split(HIDE).length, 2);
  assert.match(after, /Completed/);
  // The last thing before the cursor is back is that the block goes.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  assert.match(before, /\u001b\[\d+A\r(?:\u001b\[2K\u001b\[B)+\u001b\[\d+A\r$/);
  assert.not.match(after, /PROGRESS/);
  // Coloured here; without colour where that is wished for.
  assert.ok(after.includes('\u001b[1m'));
});

terminal('NO_COLOR is honoured, and a dumb terminal gets plain lines', async ({ fixture, go, task }) => {
  go();
  const calm = openTerminal(fixture, ['run', task], { NO_COLOR: '1' });
  await calm.ended;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  assert.not.match(calm.seen(), /\u001b\[\d*m/);
  const dumb = openTerminal(fixture, ['run', task], { TERM: 'dumb' });
  await dumb.ended;
  assert.not.ok(dumb.seen().includes('\u001b'));
  assert.match(dumb.seen(), /PROGRESS: phase-7-persist status=completed/);
});

terminal('Ctrl-C restores the cursor, says how to come back, and leaves the run alone', async ({ fixture, go, task }) => {
  const sitting = openTerminal(fixture, ['run', task]);
  await sitting.sees('running');
  sitting.pty.resize(40, 10);
  sitting.pty.write(Buffer.from('\u0003'));
  assert.equal(await sitting.ended, { code: 130, signal: null });
  const [run = ''] = await fixture.runs();
  const after = sitting.seen().split(SHOW).at(-1);
  assert.is(after, `Detached; ${run} keeps running. To follow: muster tail ${run}\r\n`);
  go();
  assert.is((await fixture.ended(run)).outcome, 'completed');
});

terminal('a question to a person is shown in full, asked there, and answered there', async ({ fixture, task }) => {
  fixture.agent('asks', 'blocked.mjs');
  fixture.agent('calm', 'agrees.mjs');
  const project = fixture.project('other');
  writeFileSync(task, fixture.task(project, ['asks', 'calm']));
  const sitting = openTerminal(fixture, ['run', task], { NO_COLOR: '1' });
  await sitting.sees('approve / reject / abort / later: ');
  const [run = ''] = await fixture.runs();
  assert.match(
    sitting.seen(),
    new RegExp(`${run}\\.g1 .*answers {2}approve .*answer {3}muster approve ${run}\\.g1\\s+muster reject ${run}\\.g1`, 's'),
  );
  sitting.pty.write(Buffer.from('ap\r'));
  await sitting.sees('Your answer: ');
  sitting.pty.write(Buffer.from('the staging database\r'));
  await sitting.sees(`${run}.g1: approve`);
  // The second one is left alone by the person here, and answered somewhere else.
  await until('the second question', async () => (await fixture.view(run)).gates.length > 1);
  assert.is((await fixture.muster(['reject', `${run}.g2`])).code, 0);
  assert.is((await sitting.ended).signal, null);
  const { gates, outcome } = await fixture.view(run);
  assert.equal(
    [gates[0]?.answer, gates[0]?.comment, gates[1]?.answer, outcome],
    ['approve', 'the staging database', 'reject', 'completed'],
  );
});

terminal('a question can be left for later, and is shown in full in a pipe too', async ({ fixture, task }) => {
  fixture.agent('asks', 'blocked.mjs');
  fixture.agent('calm', 'agrees.mjs');
  writeFileSync(task, fixture.task(fixture.project('other'), ['asks', 'calm']));
  const sitting = openTerminal(fixture, ['run', task], { NO_COLOR: '1' });
  await sitting.sees('reject / abort / later: ');
  const [run = ''] = await fixture.runs();
  sitting.pty.write(Buffer.from('la\r'));
  await sitting.sees(`muster approvals ${run}.g1`);
  const piped = await fixture.muster(['run', task, '--no-wait-approval']);
  assert.is(piped.code, 5);
  assert.match(piped.err, new RegExp(`^\\s+answer +muster approve ${run}\\.g1\\n\\s+muster reject ${run}\\.g1\n`, 'm'));
  assert.is((await fixture.muster(['reject', `${run}.g1`])).code, 0);
  assert.equal(await sitting.ended, { code: 6, signal: null });
});

terminal.run();
