// The time and cost of earlier runs as an estimate for the next one: the median, or undefined if nothing is known.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { summedUp } from '../../../../daemon/cli/named/earlier-runs.ts';
import { attempt, dispatch, emptyView, paid, seat } from '../../../fixtures/report/build.ts';

const test = suite('earlier runs');

const run = (minutes: number, usd: number | null, provider = 'codex'): RunView => ({
  ...emptyView(),
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: `2026-01-01T00:${String(minutes).padStart(2, '0')}:00.000Z`,
  seats: [
    { ...seat('one'), provider },
    { ...seat('two'), provider },
  ],
  dispatches: ['one', 'two'].map((it, at) => dispatch(at + 1, it, { attempts: [attempt(1, 0, 10, { usage: paid(usd, 1_000, 200) })] })),
});

test('give their median, over all seats of the provider', () => {
  assert.equal(summedUp('codex', [run(9, 1), run(2, 3), run(4, 0.25), run(1, 1, 'claude')]), {
    provider: 'codex',
    runs: 3,
    ms: 240_000,
    tokens: 2_400,
    usd: 2,
  });
});

test('say nothing about what was never reported', () => {
  assert.equal(summedUp('codex', [run(3, null)]), { provider: 'codex', runs: 1, ms: 180_000, tokens: 2_400, usd: null });
  assert.equal(summedUp('codex', [run(3, 1, 'claude')]), { provider: 'codex', runs: 0, ms: null, tokens: null, usd: null });
});

test.run();
