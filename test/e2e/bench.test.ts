// Every bench file in a size that shows only that it measures: it ends by itself, gives rows of the right shape, and
// leaves nothing. What the figures are is no business of a test.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chart } from '../../bench/print/chart.ts';
import { goalText, verdictOf } from '../../bench/print/results.ts';
import { markdownTable, plainTable } from '../../bench/print/table.ts';
import { isMet, ofGoal, type Row, type Told } from '../../bench/stage/row.ts';

const BENCH = join(import.meta.dirname, '..', '..', 'bench');
const FILES = globSync('*.ts', { cwd: BENCH })
  .filter((file) => file !== 'run.ts')
  .sort();

const files = suite('bench files');

for (const file of FILES) {
  files(`${file} gives rows`, async () => {
    const child = spawn(process.execPath, [join(BENCH, file), '--quick', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      err += chunk;
    });
    const [code] = await once(child, 'close');
    assert.is(code, 0, err);
    const { rows } = JSON.parse(out.trim().split('\n').at(-1) ?? '') as Told;
    assert.ok(rows.length > 0);
    for (const row of rows) shaped(row);
  });
}

function shaped(row: Row): void {
  for (const text of [row.key, row.what, row.ours, row.baseline, row.ratio]) {
    assert.ok(typeof text === 'string' && text.length > 0, JSON.stringify(row));
    assert.not.match(text, /NaN|undefined|Infinity/);
  }
  assert.ok(row.goals.length > 0);
  for (const goal of row.goals) assert.ok(Number.isFinite(goal.is), `${row.key}: ${goal.what}`);
  for (const [name, figure] of Object.entries(row.figures)) assert.ok(Number.isFinite(figure), `${row.key}: ${name}`);
}

const ROW: Row = {
  key: 'k',
  what: 'this & that',
  ours: '2 ms',
  baseline: '1 ms',
  ratio: '2 ×',
  goals: [{ what: 'time', is: 2, unit: '×', atMost: 4 }],
  figures: {},
};
const RATE: Row = { ...ROW, goals: [{ what: 'rate', is: 0.4, unit: '×', atLeast: 0.8 }] };
const BOTH: Row = { ...ROW, goals: [...ROW.goals, ...RATE.goals] };

const print = suite('bench tables');

print('a row is as far along as the worst of its goals', () => {
  assert.is(ofGoal(ROW), 0.5);
  assert.is(ofGoal(RATE), 2);
  assert.is(ofGoal(BOTH), 2);
  assert.equal([ROW, RATE, BOTH].map(isMet), [true, false, false]);
});

print('a miss says what was missed', () => {
  assert.equal([ROW, RATE, BOTH].map(verdictOf), ['met', 'missed', 'missed: rate']);
  assert.equal([ROW, RATE, BOTH].map(goalText), ['≤ 4 ×', '≥ 0.8 ×', 'time ≤ 4 ×, rate ≥ 0.8 ×']);
});

print('tables and chart tell of every row, and of misses', () => {
  const machine = {
    cores: 2,
    cpu: 'c',
    system: 'linux',
    node: 'v24.0.0',
    loadBefore: 0.1,
    loadAfter: 1,
    at: '2026-01-01T00:00:00Z',
    seconds: 1,
  };
  const rows = [ROW, BOTH];
  assert.is(plainTable(rows).trim().split('\n').length, 3);
  const table = markdownTable({ machine, rows });
  assert.match(table, '**missed: rate**');
  assert.match(table, '1 of 2 goals met');
  const picture = chart(rows);
  assert.match(picture, 'this &amp; that');
  assert.match(picture, 'prefers-color-scheme: dark');
  assert.is(picture.match(/<rect class="missed"/g)?.length, 1);
});

files.run();
print.run();
