// A quote that occurs in the worker's own prompt shows no look, however the prompt writes it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toldBy } from '../../../../validators/evidence/told.ts';

const told = suite('what a worker was told');

const PROMPT = ['Is `const a = "b";` right?', '```json\n{"quote": "  return \\"x\\";"}\n```'].join('\n');

told('is recognised with other white space, and inside of JSON', () => {
  const is = toldBy([PROMPT]);
  for (const quote of ['const a = "b";', '  const  a = "b";\n', 'return "x";']) assert.ok(is(quote), quote);
  for (const quote of ['const a = "c";', 'return y;', '']) assert.not(is(quote), quote);
  assert.not(toldBy([])('const a = "b";'));
});

told.run();
