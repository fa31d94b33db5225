// How often the machine's processes are looked at for the sake of CPU time.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cpuMeter } from '../../../../runtime/sessions/host/session/measure/cpu-meter.ts';

const test = suite('the CPU time of sessions');

/** A machine on which a look costs so many milliseconds. */
function machine(cost: number) {
  let now = 0;
  let looks = 0;
  const measuredAt = new Map<string, number>();
  const session = (name: string) => ({
    measureCpu: () => void measuredAt.set(name, now),
    measured: () => measuredAt.has(name),
  });
  const look = () => {
    looks += 1;
    now += cost;
    return { rows: [], environmentOf: () => new Set<string>() };
  };
  const meter = cpuMeter(() => now, look);
  const pass = (ms: number) => {
    now += ms;
  };
  return { meter, session, looks: () => looks, pass, measuredAt };
}

test('is measured for all sessions at once when one is first queried', () => {
  const { meter, session, looks, measuredAt } = machine(10);
  const [one, two] = [session('one'), session('two')];
  meter.now([one], [one, two]);
  assert.is(looks(), 1);
  assert.equal([...measuredAt.keys()], ['one', 'two']);
});

test('is measured again only after fifty times the cost of a measurement', () => {
  const { meter, session, looks, pass } = machine(10);
  const one = session('one');
  meter.now([one], [one]);
  pass(499);
  meter.now([one], [one]);
  assert.is(looks(), 1);
  pass(1);
  meter.now([one], [one]);
  assert.is(looks(), 2);
});

test('is not put off for long, however much a measurement costs', () => {
  const { meter, session, looks, pass } = machine(100);
  const one = session('one');
  meter.now([one], [one]);
  pass(999);
  meter.now([one], [one]);
  assert.is(looks(), 1);
  pass(1);
  meter.now([one], [one]);
  assert.is(looks(), 2);
});

test('of a new session is measured at once', () => {
  const { meter, session, looks } = machine(10);
  const [one, two] = [session('one'), session('two')];
  meter.now([one], [one]);
  meter.now([one, two], [one, two]);
  assert.is(looks(), 2);
});

test('is measured now and then although nobody asks, after other requests of the same turn are answered', async () => {
  const { meter, session, looks, pass } = machine(1);
  const one = session('one');
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const ask = async () => {
    meter.later(() => [one]);
    meter.later(() => [one]);
    const before = looks();
    await turn();
    return [before, looks()];
  };
  assert.equal(await ask(), [0, 0]);
  pass(29_999);
  assert.equal(await ask(), [0, 0]);
  pass(1);
  assert.equal(await ask(), [0, 1]);
  assert.ok(one.measured());
  assert.equal(await ask(), [1, 1]);
});

test('is measured the next time if the machine could not be looked at', async () => {
  let fails = true;
  let now = 0;
  const meter = cpuMeter(
    () => now,
    () => {
      if (fails) throw new Error('too many open files');
      return { rows: [], environmentOf: () => new Set<string>() };
    },
  );
  const one = machine(1).session('one');
  now = 30_000;
  meter.later(() => [one]);
  await new Promise((resolve) => setImmediate(resolve));
  fails = false;
  meter.later(() => [one]);
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(one.measured());
});

test.run();
