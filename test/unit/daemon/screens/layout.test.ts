// Tables and screens at every width: nothing is wider than the terminal, no word is broken, and what is short stays as it is.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cells, columns, joinedLines } from '../../../../daemon/cli/screens/lines/layout.ts';
import { walkLines } from '../../../../daemon/cli/screens/lines/lineage-lines.ts';
import { seeded } from '../../../simulation/random.ts';

const test = suite('widths');

const WORDS = ['run', 'r-k3f7qa', 'completed', '字字字字', 'a much longer title of a task', '👩‍👩‍👧', '', 'x'.repeat(70)];

test('columns fit where each may keep eight cells, whatever is in them', () => {
  const random = seeded(7);
  const word = (): string => random.pick(WORDS);
  for (let round = 0; round < 300; round++) {
    const count = random.between(1, 5);
    const rows = Array.from({ length: 4 }, () => Array.from({ length: count }, word));
    for (const width of [60, 80, 120]) {
      const lines = columns(width, rows).map((row) => row.join(''));
      for (const line of lines) assert.ok(cells(line.trimEnd()) <= width, `${width}: ${line}`);
    }
  }
});

test('columns cut the widest first, and an id never where a title can be', () => {
  const rows = [['r-k3f7qa', 'completed', 'a title that is much too long for the line it stands on']];
  const [row = []] = columns(40, rows);
  assert.equal(row.slice(0, 2), ['r-k3f7qa  ', 'completed  ']);
  assert.is(row[2], 'a title that is mu…');
  assert.equal(columns(200, rows), [['r-k3f7qa  ', 'completed  ', rows[0]?.[2]]]);
});

test('a line that is too long goes on below, between words and indented, in its colour', () => {
  assert.is(joinedLines(20, ['short', '  one two three four five']), 'short\n  one two three\n    four five\n');
  const path = `/${'long/'.repeat(8)}`;
  assert.is(joinedLines(20, [`see ${path}`]), `see\n  ${path}\n`);
  const red = joinedLines(20, ['\u001b[31mone two three four five\u001b[39m']);
  assert.is(red, '\u001b[31mone two three four\u001b[39m\n  \u001b[31mfive\u001b[39m\n');
});

test('the lines of a lineage are columns', () => {
  const step = { depth: 1, kind: 'REQUIRES', run: 'r-k3f7qa', project: '/shop' };
  const reached = ['file:a.js', 'file:a/much/longer/name.js'].map((node) => ({ ...step, node, from: 'finding:r-k3f7qa.F-001' }));
  const [, ...lines] = walkLines('finding:r-k3f7qa.F-001', { reached, cut: false }, '', { color: false, width: 100 }).split('\n');
  const starts = lines.slice(0, 3).map((it) => it.search(/by$|requires/));
  assert.equal(starts, [starts[0], starts[0], starts[0]], lines.join('\n'));
});

test.run();
