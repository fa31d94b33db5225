// The table and the chart of the bench say what was kept, and the README says of them what is true.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chart } from '../../../bench/print/chart.ts';
import { failedRows, whyFrom } from '../../../bench/print/failed.ts';
import type { Results } from '../../../bench/print/results.ts';
import { markdownTable } from '../../../bench/print/table.ts';
import { type Goal, isMeasured, isMet, notMeasured, ofGoal, type Row } from '../../../bench/support/row.ts';

const bench = suite('the results of the bench');

const root = join(import.meta.dirname, '..', '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const results = JSON.parse(read('bench/results.json')) as Results;
const between = (text: string, name: string): string => text.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0] ?? '';

bench('are in the documents as they were stored', () => {
  assert.ok(between(read('docs/performance.md'), 'bench').endsWith(`\n\n${markdownTable(results)}\n`));
  assert.is(read('bench/results.svg'), chart(results.rows.filter(isMeasured)));
});

bench('are summed up in the README, with the missed goals', () => {
  const measured = results.rows.filter(isMeasured);
  const readme = read('README.md');
  assert.is(between(readme, 'goals'), `${measured.filter(isMet).length} of ${measured.length}`);
  assert.match(readme, '](bench/results.svg)');
  const line = readme.split('\n').findIndex((it) => it.includes('<!-- goals -->'));
  assert.match(
    readme
      .split('\n')
      .slice(line, line + 3)
      .join(' '),
    'docs/performance.md',
  );
});

bench('meet a goal up to its limit, and a row that could not be measured counts nowhere', () => {
  const row = (...goals: Goal[]) => ({ goals });
  const most = (is: number, atMost: number): Goal => ({ what: 'time', is, unit: 'ms', atMost });
  const least = (is: number, atLeast: number): Goal => ({ what: 'rate', is, unit: '×', atLeast });
  const cases: [Goal[], number][] = [
    [[most(5, 10)], 0.5],
    [[most(10, 10)], 1],
    [[most(5, 10), most(30, 10)], 3],
    [[least(2, 1)], 0.5],
    [[least(1, 2)], 2],
    [[most(0, 0)], 0],
    [[most(-5, 10)], 0],
  ];
  for (const [goals, part] of cases) assert.is(ofGoal(row(...goals)), part, JSON.stringify(goals));
  assert.not.ok(isMet(row(most(1, 0))));
  const left = notMeasured('peer', 'a peer', 'it could not be installed');
  assert.not.ok(isMeasured(left));
  const [, , line = ''] = markdownTable({ ...results, rows: [left] }).split('\n');
  assert.is(line, '| a peer | not measured | it could not be installed |  |  | not measured |');
  assert.match(markdownTable({ ...results, rows: [left] }), '0 of 0 goals met');
});

bench('are kept beside a failed row, which has its reason and not its earlier figure', () => {
  const [row] = results.rows;
  const kept = { ...(row as Row), bench: 'collect' };
  const why = whyFrom(
    'note\nfile.ts:3\n    throw new Error()\nError: the daemon ended with 1\n    at main (file.ts:3)\n\nNode.js v24\n',
    1,
  );
  assert.is(why, 'Error: the daemon ended with 1');
  assert.is(whyFrom('', null), 'it ended with null');
  assert.is(whyFrom(`${'x'.repeat(500)}\n`, 1).length, 200);
  const [left, ...others] = failedRows('collect', why, [kept, { ...kept, bench: 'other' }]);
  assert.equal([left?.key, left?.what, left?.goals, left?.figures, others], [kept.key, kept.what, [], {}, []]);
  assert.equal(
    failedRows('unheard', why, [kept]).map((it) => [it.key, it.what]),
    [['unheard', '`unheard`']],
  );
  const table = markdownTable({ ...results, rows: [kept, left as Row] }).split('\n');
  assert.is(table[3], `| ${kept.what} | not measured | ${why} |  |  | not measured |`);
  assert.not.match(table[3] ?? '', kept.ours);
});

bench.run();
