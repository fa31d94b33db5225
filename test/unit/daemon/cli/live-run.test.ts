// The block that redraws itself: what it says, that it fits, and that it finds its own beginning again.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { blockOn } from '../../../../daemon/cli/follow/block/redraw.ts';
import { cells } from '../../../../daemon/cli/screens/lines/layout.ts';
import { liveRun } from '../../../../daemon/cli/screens/live-run.ts';
import { at, attempt, dispatch, emptyView, seat } from '../../../fixtures/report/build.ts';
import { sampleReport } from '../../../fixtures/report/sample.ts';

const screen = suite('the live screen');
const block = suite('drawing again');

const plain = { color: false, width: 80, height: 24 };
const now = Date.parse(at(75));
const running: RunView = {
  ...emptyView(),
  status: 'executing',
  startedAt: at(1),
  seats: [seat('claude'), seat('codex'), seat('gemini')],
  phases: [
    { key: 'analysis', kind: 'fan-out', pass: 0, state: 'running', reason: null, startedAt: null, endedAt: null },
    { key: 'convergence', kind: 'convergence', pass: 0, state: 'pending', reason: null, startedAt: null, endedAt: null },
  ],
  dispatches: [
    dispatch(1, 'claude', { attempts: [attempt(1, 2, null)], state: 'open', status: null, endedAt: null }),
    dispatch(2, 'codex', { attempts: [attempt(1, 2, 40)] }),
  ],
};

screen('says what runs, who does what and for how long, and what came last', () => {
  const lines = liveRun(running, 'PROGRESS: phase-5-poll pending=1 done=1', now, plain);
  assert.match(lines[0] ?? '', /^r-k3f7qa {2}.* 1 min 14 s$/);
  assert.is(lines[1], '  analysis …   convergence ·');
  assert.match(lines[2] ?? '', /^ {2}claude {2}running {2}1 min 13 s +analysis$/);
  assert.match(lines[3] ?? '', /^ {2}codex {3}done {5}38 s +analysis, 0 findings$/);
  assert.match(lines[4] ?? '', /^ {2}gemini {2}waiting$/);
  assert.is(lines[5], '  PROGRESS: phase-5-poll pending=1 done=1');
  assert.match(lines[6] ?? '', /Ctrl-C detaches; to follow again: muster tail r-k3f7qa/);
});

screen('shows an agent with two roles once', () => {
  const twice = { ...running, seats: [...running.seats, seat('claude'), seat('codex')] };
  assert.equal(liveRun(twice, '', now, plain), liveRun(running, '', now, plain));
});

screen('says what a run waits for', () => {
  const told = (more: Partial<RunView>) => liveRun({ ...running, ...more }, '', now, plain)[1];
  assert.is(told({ status: 'queued', waitsFor: 'a place: 4 runs are active' }), '  queued; waits for a place: 4 runs are active');
  assert.is(told({ status: 'paused' }), '  paused: muster resume r-k3f7qa');
  const outside = liveRun({ ...running, status: 'executing', waitsFor: 'a client of `muster mcp`' }, '', now, plain);
  assert.equal(outside.slice(1, 3), ['  analysis …   convergence ·', '  waits for a client of `muster mcp`']);
  assert.is(told({ status: 'concluding', outcome: 'completed' }), '  writing the report (completed)');
});

screen('fits any window, and names how many it left out', () => {
  const view = sampleReport().run;
  for (const width of [40, 41, 60, 80, 119]) {
    for (const height of [7, 9, 12, 24, 50]) {
      const lines = liveRun(view, 'PROGRESS: phase-5-poll pending=2 done=1', now, { color: false, width, height });
      assert.ok(lines.length < height, `${lines.length} lines in ${height} rows`);
      for (const line of lines) assert.ok(cells(line) <= width, `${cells(line)} cells in ${width}: ${line}`);
    }
  }
  assert.ok(liveRun(view, '', now, { color: false, width: 80, height: 9 }).some((line) => /^ {2}and \d+ more$/.test(line)));
});

screen('lets no text of a task or a worker move the cursor', () => {
  const hostile = { ...running, task: { ...running.task, title: 'a\u001b[2Jb\nc' } };
  const text = liveRun(hostile, 'PROGRESS: \u001b]0;x\u0007\r', now, plain).join('');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  assert.not.match(text, /[\u0000-\u001f\u007f-\u009f]/);
});

type Fake = { write(text: string): void; columns: number; said: string[] };
const terminal = (columns: number): Fake => {
  const said: string[] = [];
  return { columns, said, write: (text) => void said.push(text) };
};

const erasedTwo = '\u001b[2A\r\u001b[2K\u001b[B\u001b[2K\u001b[B\u001b[2A\r';

block('hides the cursor once, goes back as many rows as it drew, and restores the cursor', () => {
  const fake = terminal(80);
  const drawn = blockOn(fake);
  drawn.draw(['one', 'two']);
  drawn.draw(['one', 'three']);
  drawn.close();
  assert.equal(fake.said, ['\u001b[?25lone\ntwo\n', '\u001b[2A\r\u001b[2Kone\n\u001b[2Kthree\n\u001b[J', `${erasedTwo}\u001b[?25h`]);
  // Nothing is cleared from the first row down: tmux would keep the drawing in its history.
  assert.not.match(fake.said.join(''), '\r\u001b[J');
});

block('writes nothing when nothing changed, and nothing when it never drew', () => {
  const fake = terminal(80);
  const drawn = blockOn(fake);
  drawn.close();
  drawn.draw(['one']);
  drawn.draw(['one']);
  assert.is(fake.said.length, 1);
});

block('makes room for another writer’s line, and is not shown twice afterwards', () => {
  const fake = terminal(80);
  const drawn = blockOn(fake);
  drawn.clear();
  drawn.draw(['title', 'two']);
  drawn.clear();
  fake.write('the daemon died\n');
  drawn.draw(['title', 'two']);
  drawn.draw(['title', 'three']);
  assert.equal(fake.said.slice(1), [erasedTwo, 'the daemon died\n', 'title\ntwo\n', '\u001b[2A\r\u001b[2Ktitle\n\u001b[2Kthree\n\u001b[J']);
});

block('counts the rows that a narrower window wrapped its lines into, colours left out', () => {
  const fake = terminal(80);
  const drawn = blockOn(fake);
  drawn.draw([`\u001b[1m${'x'.repeat(60)}\u001b[22m`, '字'.repeat(20), '']);
  fake.columns = 25;
  drawn.draw(['y']);
  // 60 cells in 3 rows, 40 cells in 2, an empty line in one.
  assert.ok(fake.said.at(-1)?.startsWith('\u001b[6A\r'));
});

screen.run();
block.run();
