// `muster run` on a real terminal: a block that redraws itself, fits, and is gone at the end, with the
// cursor given back whichever way one leaves.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sit } from '../sitting.ts';
import { type CliStage, openCliStage } from './cli-stage.ts';

const [HIDE, SHOW] = ['\u001b[?25l', '\u001b[?25h'];

const terminal = suite<{ stage: CliStage; go: () => void; task: string }>('on a terminal');

terminal.before.each((context) => {
  const stage = openCliStage();
  const file = join(stage.folder, 'go');
  context.stage = stage;
  context.go = () => writeFileSync(file, '');
  context.task = join(stage.folder, 'task.md');
  stage.agent('one', 'waits-for-file.mjs', file);
  stage.agent('two', 'waits-for-file.mjs', file);
  writeFileSync(context.task, stage.task(stage.project('shop'), ['one', 'two']));
});
terminal.after.each(({ stage }) => stage.clear());

terminal('a run is a block that redraws itself, and then the closing screen', async ({ stage, go, task }) => {
  const sitting = sit(stage, ['run', task], { NO_COLOR: '' });
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
  assert.match(before, /\u001b\[\d+A\r\u001b\[J$/);
  assert.not.match(after, /PROGRESS/);
  // Coloured here; without colour where that is wished for.
  assert.ok(after.includes('\u001b[1m'));
});

terminal('NO_COLOR is honoured, and a dumb terminal gets plain lines', async ({ stage, go, task }) => {
  go();
  const calm = sit(stage, ['run', task], { NO_COLOR: '1' });
  await calm.ended;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  assert.not.match(calm.seen(), /\u001b\[\d*m/);
  const dumb = sit(stage, ['run', task], { TERM: 'dumb' });
  await dumb.ended;
  assert.not.ok(dumb.seen().includes('\u001b'));
  assert.match(dumb.seen(), /PROGRESS: phase-7-persist status=completed/);
});

terminal('Ctrl-C gives the cursor back, says how to come back, and leaves the run alone', async ({ stage, go, task }) => {
  const sitting = sit(stage, ['run', task]);
  await sitting.sees('running');
  sitting.pty.resize(40, 10);
  sitting.pty.write(Buffer.from('\u0003'));
  assert.equal(await sitting.ended, { code: 130, signal: null });
  const [run = ''] = await stage.runs();
  const after = sitting.seen().split(SHOW).at(-1);
  assert.is(after, `Detached; ${run} keeps running. To follow: muster tail ${run}\r\n`);
  go();
  assert.is((await stage.ended(run)).outcome, 'completed');
});

terminal.run();
