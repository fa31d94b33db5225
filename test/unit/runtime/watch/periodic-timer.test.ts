// One wake-up for everything that looks periodically: nothing is later than allowed, and what may be early joins an earlier wake-
// up.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { periodicTimer } from '../../../../runtime/watch/periodic-timer.ts';
import { type TestClock, testClock } from './test-clock.ts';

const test = suite('rounds');

/** A clock that counts how often anybody is woken by it. */
function counting(): { clock: TestClock; wakeUps: Set<number> } {
  const clock = testClock();
  const wakeUps = new Set<number>();
  const sleep: TestClock['sleep'] = async (span, signal) => {
    await clock.sleep(span, signal);
    if (!signal.aborted) wakeUps.add(clock.awake());
  };
  return { clock: { ...clock, sleep }, wakeUps };
}

test('all callers share one wake-up, each within its time', async () => {
  const { clock, wakeUps } = counting();
  const rounds = periodicTimer(clock);
  assert.is(periodicTimer(clock), rounds);
  const begin = clock.awake();
  const spans = [2_500, 2_500, 5_000, 30_000, 1_700];
  const looks: number[][] = spans.map(() => []);
  const stops: (() => void)[] = [];
  for (const [at, span] of spans.entries()) {
    stops.push(rounds.every(span, () => looks[at]?.push(clock.awake())));
    await clock.pass(130);
  }
  await clock.pass(60_000);
  for (const [at, span] of spans.entries()) {
    const all = looks[at] ?? [];
    const gaps = all.slice(1).map((it, n) => it - (all[n] ?? 0));
    assert.ok(
      gaps.every((it) => it <= span + 1 && it >= span / 2),
      `${span}: ${gaps}`,
    );
    assert.ok((all.at(-1) ?? 0) > begin + 60_000 - span, `${span} went on`);
  }
  assert.ok(wakeUps.size <= 60_130 / 1_700 + 6, `${wakeUps.size} wake-ups`);
  for (const stop of stops) stop();
  const asleep = wakeUps.size;
  await clock.pass(60_000);
  assert.is(wakeUps.size, asleep, 'nobody looks any more');
});

test('a sleep ends in time, early with others, and at once when it is aborted', async () => {
  const { clock } = counting();
  const rounds = periodicTimer(clock);
  const begin = clock.awake();
  const ends: Record<string, number> = {};
  const gone = new AbortController();
  const sleep = (name: string, span: number, early: number, signal = new AbortController().signal) =>
    void rounds.sleep(span, early, signal).then(() => {
      ends[name] = clock.awake() - begin;
    });
  sleep('first', 400, 0);
  sleep('comes along', 600, 300);
  sleep('may not yet', 900, 300);
  sleep('given up', 5_000, 0, gone.signal);
  await clock.pass(100);
  gone.abort();
  await clock.pass(2_000);
  assert.equal(ends, { 'given up': 100, first: 400, 'comes along': 400, 'may not yet': 900 });
});

test.run();
