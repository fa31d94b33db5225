// When the poller looks: often at first, then ever less, sooner after a change, a hint or a wish of the rules.

import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SessionView } from '../../../../contracts/work/session.ts';
import { yieldToOthers } from '../../../../runtime/slices.ts';
import type { Steps } from '../../../../runtime/steps.ts';
import type { Look } from '../../../../runtime/watch/look.ts';
import { type Answer, openPoller } from '../../../../runtime/watch/poller.ts';
import { session } from '../../skills/dispatch/situation.ts';
import { again, type Fixture, hostOf, never, placeIn, whenThere } from './polling.ts';
import { testClock } from './test-clock.ts';

const test = suite<Fixture>('the poller');

test.before.each((context) => {
  context.root = realpathSync(mkdtempSync(join(tmpdir(), 'poller-')));
  context.clock = testClock();
});

test.after.each(({ root }) => rmSync(root, { recursive: true, force: true }));

test('finds a result without a hint, at most a second later', async ({ root, clock }) => {
  const host = hostOf({});
  const poller = openPoller(host.observe(clock), clock);
  const place = placeIn(root, 1);
  let found: Look | undefined;
  const watching = poller.watch(place, whenThere, never).then((look) => {
    found = look;
  });
  await clock.pass(60_000);
  assert.is(found, undefined);
  writeFileSync(place.result, '{}');
  await clock.pass(1_000);
  await watching;
  assert.is(found?.result.kind, 'there');
  poller.close();
});

test('judges a large result in steps, and loses no hint that comes meanwhile', async ({ root, clock }) => {
  const host = hostOf({});
  const poller = openPoller(host.observe(clock), clock);
  const place = placeIn(root, 1);
  const seen: string[] = [];
  function* judged(look: Look): Steps<Answer> {
    seen.push(look.result.kind);
    yield;
    if (look.result.kind === 'there') return { kind: 'report' };
    writeFileSync(place.result, '{}');
    poller.hint(place.session);
    yield;
    return again();
  }
  const watching = poller.watch(place, judged, never);
  // No time passes on its clock: without the hint it would sleep.
  for (let turn = 0; turn < 100 && seen.length < 2; turn++) await yieldToOthers();
  assert.equal(seen, ['none', 'there']);
  assert.is((await watching).result.kind, 'there');
  poller.close();
});

test('looks often at first and then less and less, but at least once a second', async ({ root, clock }) => {
  const host = hostOf({});
  const poller = openPoller(host.observe(clock), clock);
  const given = new AbortController();
  const watching = poller.watch(placeIn(root, 1), () => again(), given.signal).catch(() => 'left');
  await clock.pass(20_000);
  const gaps = host.asked.slice(1).map((it, i) => it.at - (host.asked[i]?.at ?? 0));
  assert.equal(gaps.slice(0, 8), [50, 100, 200, 400, 800, 1_000, 1_000, 1_000]);
  assert.ok(gaps.every((gap) => gap <= 1_000));
  given.abort();
  assert.is(await watching, 'left');
  poller.close();
});

test('looks every fifteen seconds while each change is reported, and once a second again after that', async ({ root, clock }) => {
  const poller = openPoller(hostOf({}).observe(clock), clock, { reportsEnds: true });
  const given = new AbortController();
  const looks: number[] = [];
  let told = true;
  const judge = () => {
    looks.push(clock.awake());
    return again();
  };
  const watching = poller.watch(placeIn(root, 1), judge, given.signal, () => told).catch(() => 'left');
  const gaps = async () => {
    looks.splice(0);
    await clock.pass(60_000);
    return looks.slice(1).map((it, i) => it - (looks[i] ?? 0));
  };
  await gaps();
  assert.ok((await gaps()).every((gap) => gap === 15_000));
  told = false;
  await clock.pass(15_000);
  assert.ok((await gaps()).every((gap) => gap === 1_000));
  given.abort();
  assert.is(await watching, 'left');
  poller.close();
});

test('a worker about whom every change is reported is soon looked at rarely', async ({ root, clock }) => {
  const poller = openPoller(hostOf({}).observe(clock), clock, { reportsEnds: true });
  const given = new AbortController();
  const looks: number[] = [];
  const judge = () => {
    looks.push(clock.awake());
    return again();
  };
  const begun = clock.awake();
  const watching = poller.watch(placeIn(root, 1), judge, given.signal, () => true).catch(() => 'left');
  await clock.pass(40_000);
  const late = looks.filter((at) => at - begun > 2_500);
  assert.ok(late.length <= 3, `looks after ${looks.map((at) => at - begun).join(', ')} ms`);
  given.abort();
  assert.is(await watching, 'left');
  poller.close();
});

test('a hint about one does not cause a look at hundreds, and all are soon looked at together again', async ({ root, clock }) => {
  const host = hostOf({});
  const poller = openPoller(host.observe(clock), clock);
  const given = new AbortController();
  const places = Array.from({ length: 50 }, (_, n) => placeIn(root, n + 1));
  const watching = places.map((place) => poller.watch(place, () => again(), given.signal).catch(() => 'left'));
  await clock.pass(9_800);
  const before = host.asked.length;
  poller.hint('r-aaaaaa.d7.1');
  await clock.pass(20);
  assert.equal(
    host.asked.slice(before).map((it) => it.keys),
    [['r-aaaaaa.d7.1']],
  );
  await clock.pass(10_000);
  const late = host.asked.filter((it) => it.at > clock.awake() - 5_000);
  assert.ok(late.length <= 10, `${late.length} questions in five seconds`);
  for (const place of places) assert.ok(late.filter((it) => it.keys.includes(place.session)).length >= 5, place.session);
  given.abort();
  await Promise.all(watching);
  poller.close();
});

test('looks soon again after a change of any kind', async ({ root, clock }) => {
  const views: Record<string, SessionView> = { 'r-aaaaaa.d1.1': session() };
  const host = hostOf(views);
  const poller = openPoller(host.observe(clock), clock);
  const given = new AbortController();
  const place = placeIn(root, 1);
  const watching = poller.watch(place, () => again(), given.signal).catch(() => undefined);
  const changes: [string, () => void][] = [
    [
      'output',
      () => {
        views[place.session] = session({ outputBytes: 99 });
      },
    ],
    ['a result', () => writeFileSync(place.result, '{')],
    ['a heartbeat', () => writeFileSync(place.beat, '-')],
    [
      'a session that is gone',
      () => {
        delete views[place.session];
      },
    ],
    [
      'and is there again as it was',
      () => {
        views[place.session] = session({ outputBytes: 99 });
      },
    ],
  ];
  for (const [what, change] of changes) {
    await clock.pass(10_000);
    change();
    const before = host.asked.length;
    await clock.pass(1_030);
    const [first, second] = host.asked.slice(before);
    const gap = (second?.at ?? 0) - (first?.at ?? 0);
    if (what === 'a session that is gone') assert.is(host.asked.length - before, 1);
    else assert.is(gap, 25, what);
  }
  given.abort();
  await watching;
  poller.close();
});

test('looks when the rules want to be asked, not at its own next time', async ({ root, clock }) => {
  const host = hostOf({});
  const poller = openPoller(host.observe(clock), clock);
  const given = new AbortController();
  const begun = clock.awake();
  const watching = poller.watch(placeIn(root, 1), () => again(700 - ((clock.awake() - begun) % 700)), given.signal).catch(() => undefined);
  await clock.pass(5_000);
  for (let at = 1_400; at <= 4_900; at += 700)
    assert.ok(
      host.asked.some((it) => it.at - begun === at),
      `asked at ${at}`,
    );
  given.abort();
  await watching;
  poller.close();
});

test('is brought forward by a hint, for that session or for all', async ({ root, clock }) => {
  const host = hostOf({});
  const poller = openPoller(host.observe(clock), clock);
  const place = placeIn(root, 1);
  const watching = poller.watch(place, whenThere, never);
  await clock.pass(30_000);
  writeFileSync(place.result, '{}');
  poller.hint('r-aaaaaa.d9.1');
  await clock.pass(0);
  poller.hint(place.session);
  await clock.pass(0);
  assert.is((await watching).result.kind, 'there');
  poller.close();
});

test('stops at once when it is aborted', async ({ root, clock }) => {
  const poller = openPoller(async () => [], clock);
  const given = new AbortController();
  const watching = poller.watch(placeIn(root, 1), () => again(), given.signal).catch((error: Error) => error.name);
  await clock.pass(100);
  given.abort();
  assert.is(await watching, 'AbortError');
  assert.is(await poller.watch(placeIn(root, 1), () => again(), given.signal).catch((error: Error) => error.name), 'AbortError');
  poller.close();
});

test.run();
