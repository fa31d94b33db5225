// The ring of newest bytes against a plain string that keeps everything.

import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tail, tailText } from '../../../../runtime/sessions/host/session/tail.ts';

const ring = suite('the newest bytes of a stream');

ring('whatever comes, in whatever chunks, exactly the end is kept', () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 20_000 }),
    fc.array(fc.integer({ min: 0, max: 9_000 }), { maxLength: 20 }),
    (limit, sizes) => {
      const kept = tail(limit);
      let all = Buffer.alloc(0);
      for (const [n, size] of sizes.entries()) {
        const chunk = Buffer.alloc(size, n + 1);
        chunk.forEach((_, at) => {
          chunk[at] = (all.length + at) % 251;
        });
        kept.push(chunk);
        all = Buffer.concat([all, chunk]);
      }
      assert.is(kept.total(), all.length);
      assert.ok(kept.oldest() <= Math.max(0, all.length - Math.min(limit, all.length)));
      for (const count of [0, 1, 100, limit, limit * 2]) {
        const expected = all.subarray(Math.max(0, all.length - Math.min(count, all.length - kept.oldest())));
        assert.ok(kept.last(count).equals(expected));
      }
      const from = kept.oldest() + Math.floor((kept.total() - kept.oldest()) / 3);
      assert.ok(kept.read(from, 777).equals(all.subarray(from, from + 777)));
      assert.ok(kept.read(0, 50).equals(all.subarray(kept.oldest(), kept.oldest() + 50)), 'too early is as early as there is');
    },
  );
  void fc.assert(property, { numRuns: 150 });
});

ring('it keeps as much as its limit', () => {
  const kept = tail(10_000);
  for (let n = 0; n < 100; n += 1) kept.push(Buffer.alloc(333, n));
  assert.is(kept.total() - kept.oldest(), 10_000);
});

ring('a partial character is left out at the start, and only there', () => {
  const bytes = Buffer.from('müsli ü');
  assert.is(tailText(bytes.subarray(2), true), 'sli ü');
  assert.is(tailText(bytes, true), 'müsli ü');
  assert.is(tailText(bytes.subarray(2), false), '\ufffdsli ü');
});

ring.run();
