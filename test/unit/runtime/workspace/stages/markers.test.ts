// The marks that git leaves where it could not merge: what they enclose, and what counts as left behind.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hunksIn, marksLeft } from '../../../../../runtime/workspace/stages/markers.ts';

const marks = suite('marks of a conflict');

const [A, B] = ['a'.repeat(40), 'b'.repeat(40)];
const block = (ours: string, theirs: string, base = '') => `<<<<<<< ${A}\n${ours}\n${base}=======\n${theirs}\n>>>>>>> ${B}\n`;

marks('every block is found, with its line', () => {
  const text = `one\n${block('x', 'y')}two\n${block('z', '')}`;
  assert.equal(
    hunksIn('f', text).map(({ line, text: it }) => [line, it.split('\n').length]),
    [
      [2, 5],
      [8, 5],
    ],
  );
  assert.equal(hunksIn('f', text.replaceAll('\n', '\r\n')).length, 2);
  assert.equal(hunksIn('f', '<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> topic\n'), [], 'of a guide about git');
});

const CASES: [what: string, before: string, after: string, lines: number[]][] = [
  ['resolved', block('x', 'y'), 'x\ny\n', []],
  ['untouched', block('x', 'y'), block('x', 'y'), [1, 3, 5]],
  [
    'untouched, with the ends of lines of Windows',
    block('x', 'y').replaceAll('\n', '\r\n'),
    block('x', 'y').replaceAll('\n', '\r\n'),
    [1, 3, 5],
  ],
  ['one of two', block('x', 'y') + block('z', 'w'), `x\n${block('z', 'w')}`, [2, 4, 6]],
  ['only the middle', block('x', 'y'), 'x\n=======\ny\n', [2]],
  ['only the end', block('x', 'y'), `x\ny\n>>>>>>> ${B}\n`, [3]],
  ['with the common text between', block('x', 'y', `||||||| ${A.slice(0, 12)}\no\n`), `x\n||||||| ${A.slice(0, 12)}\ny\n`, [2]],
  ['a heading of its own', `Title\n=======\n${block('x', 'y')}`, 'Title\n=======\nx\ny\n', []],
  ['a heading of its own, and the middle', `Title\n=======\n${block('x', 'y')}`, 'Title\n=======\nx\n=======\ny\n', [2, 4]],
  ['the file is gone', block('x', 'y'), '', []],
  ['there was no conflict', 'x\n', `=======\n<<<<<<< ${A}\n`, []],
];
for (const [what, before, after, lines] of CASES) marks(`left behind: ${what}`, () => assert.equal(marksLeft(before, after), lines));

marks.run();
