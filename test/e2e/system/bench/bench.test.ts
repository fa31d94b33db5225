// The bench files that measure within one process, each in a size that only shows that it measures; and how rows are judged, printed and
// drawn. The measured figures are not tested.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chart } from '../../../../bench/print/chart.ts';
import { putInto, updateDocuments } from '../../../../bench/print/documents.ts';
import { goalText, verdictOf } from '../../../../bench/print/results.ts';
import { markdownTable, plainTable } from '../../../../bench/print/table.ts';
import { isMet, ofGoal, type Row } from '../../../../bench/support/row.ts';
import { benchFiles } from './bench-fixture.ts';

const BENCH = join(import.meta.dirname, '..', '..', '..', '..', 'bench');

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

const MACHINE = {
  cores: 2,
  cpu: 'c',
  system: 'linux',
  node: 'v24.0.0',
  loadBefore: 0.1,
  loadAfter: 1,
  at: '2026-01-01T00:00:00Z',
  seconds: 1,
};

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

print('tables and chart show every row, and misses', () => {
  const rows = [ROW, BOTH];
  assert.is(plainTable(rows).trim().split('\n').length, 3);
  const table = markdownTable({ machine: MACHINE, rows });
  assert.match(table, '**missed: rate**');
  assert.match(table, '1 of 2 goals met');
  const picture = chart(rows);
  assert.match(picture, 'this &amp; that');
  assert.match(picture, 'prefers-color-scheme: dark');
  assert.is(picture.match(/<rect class="missed"/g)?.length, 1);
  const nothing: Row = { ...ROW, goals: [{ what: 'more', is: -1, unit: 's', atMost: 2 }] };
  assert.not.match(chart([nothing]), /NaN|Infinity/);
});

print('figures go between their marks, and nothing else changes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'documents-'));
  const readme = join(folder, 'README.md');
  const table = join(folder, 'docs', 'performance.md');
  mkdirSync(join(folder, 'docs'));
  try {
    writeFileSync(readme, 'before <!-- goals -->old<!-- /goals --> after\n');
    writeFileSync(table, 'before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n');
    for (let times = 0; times < 2; times++) updateDocuments(folder, { machine: MACHINE, rows: [ROW, BOTH] });
    assert.is(readFileSync(readme, 'utf8'), 'before <!-- goals -->1 of 2<!-- /goals --> after\n');
    assert.match(
      readFileSync(table, 'utf8'),
      /^before\n<!-- bench -->\n\n!\[[^\n]+\n\n\| what \|[\s\S]+\n\n1 of 2 goals met\.[^\n]+\n\n<!-- \/bench -->\nafter\n$/,
    );
    writeFileSync(readme, 'no place');
    assert.throws(() => putInto(readme, 'goals', 'x'), /has no place/);
    assert.is(readFileSync(readme, 'utf8'), 'no place');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

print('a bench beside a busy core prints its rows, and keeps nothing', async () => {
  const before = readFileSync(join(BENCH, 'results.json'), 'utf8');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(BENCH, 'run.ts'), 'version', '--quick', '--busy']);
  assert.match(stdout, '`muster --version`');
  assert.match(stderr, 'not kept');
  assert.is(readFileSync(join(BENCH, 'results.json'), 'utf8'), before);
});

print.run();
benchFiles('bench files that measure within themselves', false);
