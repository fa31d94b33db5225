// Lines cut from chunks, wherever the chunks are cut.

import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { frame, lineCutter } from '../../../../runtime/wire/frames.ts';

const frames = suite('frames on the session socket');

frames('every value comes out once, complete and in order, however the stream is split', () => {
  void fc.assert(
    fc.property(
      fc.array(fc.jsonValue(), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 40 }),
      (values, cuts) => {
        const stream = Buffer.from(values.map(frame).join(''));
        const lines: string[] = [];
        const cut = lineCutter(1_000_000, (line) => lines.push(line));
        for (let at = 0, n = 0; at < stream.length; n += 1) {
          const size = cuts[n % cuts.length] ?? 1;
          cut(stream.subarray(at, at + size));
          at += size;
        }
        assert.equal(
          lines,
          values.map((value) => JSON.stringify(value)),
        );
      },
    ),
    { numRuns: 150 },
  );
});

frames('a line over the limit is refused, whether it ends or not, and one at the limit is not', () => {
  const lines: string[] = [];
  const cut = lineCutter(10, (line) => lines.push(line));
  cut(Buffer.from('1234567890\n'));
  assert.equal(lines, ['1234567890']);
  assert.throws(() => cut(Buffer.from('12345678901\n')), /longer than 10 bytes/);
  const other = lineCutter(10, () => undefined);
  other(Buffer.from('123456'));
  assert.throws(() => other(Buffer.from('78901')), /longer than 10 bytes/);
});

frames.run();
