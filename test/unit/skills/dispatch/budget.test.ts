// The ceiling of a run: shares add up to it and never above, prices and tokens count alike, the unknown as reserved.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { USAGE_UNAVAILABLE, type Usage } from '../../../../contracts/usage.ts';
import { partOf, roomFor, type Spending, TOKENS_PER_USD } from '../../../../skills/dispatch/budget.ts';

const used = (it: Partial<Usage>): Usage => ({ ...USAGE_UNAVAILABLE, source: 'reported', ...it });
const budget = suite('a ceiling');

budget('counts money if a price is reported, and tokens otherwise', () => {
  assert.is(partOf({ usd: 5 }, used({ usd: 1, input: 10, output: 10 })), 0.2);
  assert.is(partOf({ usd: 5 }, used({ input: TOKENS_PER_USD, output: 0 })), 0.2);
  // A price of nothing for many tokens is no price.
  assert.is(partOf({ usd: 5 }, used({ usd: 0, input: TOKENS_PER_USD, output: 0 })), 0.2);
  assert.is(partOf({ usd: 5, tokens: 100 }, used({ usd: 1, input: 40, output: 10 })), 0.5);
  assert.is(partOf({ usd: 5 }, USAGE_UNAVAILABLE), undefined);
  assert.is(partOf({ tokens: 100 }, used({ usd: 3 })), undefined);
});

budget('makes everything free if there is none', () => {
  assert.equal(roomFor({}, [{ share: 1, ended: false, usage: null }], 3), { kind: 'free' });
});

budget('is shared by waiting attempts, and exhausted while others hold the rest', () => {
  assert.equal(roomFor({ usd: 4 }, [], 4), { kind: 'room', share: 0.25 });
  const two: Spending[] = [
    { share: 0.5, ended: false, usage: null },
    { share: 0.5, ended: false, usage: null },
  ];
  assert.equal(roomFor({ usd: 4 }, two, 1), { kind: 'reserved' });
  const settled: Spending[] = [{ share: 0.5, ended: true, usage: used({ usd: 1 }) }, ...two.slice(1)];
  assert.equal(roomFor({ usd: 4 }, settled, 1), { kind: 'room', share: 0.25 });
});

budget('is spent when it is reached, even by an attempt that reported nothing', () => {
  assert.equal(roomFor({ usd: 1 }, [{ share: 0.3, ended: true, usage: used({ usd: 1.2 }) }], 1), { kind: 'spent' });
  assert.equal(roomFor({ usd: 1 }, [{ share: 1, ended: true, usage: USAGE_UNAVAILABLE }], 1), { kind: 'spent' });
});

budget('never grants more than there is, whatever starts and ends in whatever order', () => {
  const act = fc.oneof(fc.constant('start' as const), fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), fc.integer({ min: 1, max: 6 }), (acts, waiting) => {
      const all: Spending[] = [];
      for (const it of acts) {
        const live = all.findIndex((one) => !one.ended);
        if (it === 'start') {
          const room = roomFor({ usd: 2 }, all, waiting);
          if (room.kind === 'room') all.push({ share: room.share, ended: false, usage: null });
        } else if (live >= 0) {
          // It keeps to its share.
          all[live] = { share: all[live]?.share ?? 0, ended: true, usage: used({ usd: it * 2 * (all[live]?.share ?? 0) }) };
        }
        const sum = all.reduce((total, one) => total + (one.ended ? (one.usage?.usd ?? 0) / 2 : one.share), 0);
        assert.ok(sum <= 1 + 1e-9, `${sum}`);
      }
    }),
  );
});

budget.run();
