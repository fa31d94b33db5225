// The one watcher, with every hint lost: it wakes itself, backs off, comes in time, and one broken place is no
// news of the others.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SessionView } from '../../../../contracts/work/session.ts';
import { othersTurn } from '../../../../runtime/slices.ts';
import type { Steps } from '../../../../runtime/steps.ts';
import type { Look } from '../../../../runtime/watch/look.ts';
import type { Place } from '../../../../runtime/watch/memory.ts';
import { type Answer, openPoller } from '../../../../runtime/watch/poller.ts';
import { session } from '../../skills/dispatch/situation.ts';
import { type TestClock, testClock } from './world.ts';

type Fixture = { root: string; clock: TestClock };
const test = suite<Fixture>('the poller');

test.before.each((context) => {
  context.root = realpathSync(mkdtempSync(join(tmpdir(), 'poller-')));
  context.clock = testClock();
});
test.after.each(({ root }) => rmSync(root, { recursive: true, force: true }));

function placeIn(root: string, n: number): Place {
  const folder = join(root, `d${n}`);
  mkdirSync(folder, { recursive: true });
  return { session: `r-aaaaaa.d${n}.1`, root, folder, result: join(folder, 'result.json'), beat: join(folder, 'beat.md'), cap: 1_000 };
}

/** A host that answers with what the test sets, and remembers what it was asked. */
function hostOf(views: Record<string, SessionView>) {
  const asked: { keys: string[]; cpu: boolean; at: number }[] = [];
  const observe =
    (clock: TestClock) =>
    async (keys: readonly string[], { cpu }: { cpu: boolean }) => {
      asked.push({ keys: [...keys], cpu, at: clock.awake() });
      return keys.flatMap((key) => views[key] ?? []);
    };
  return { asked, observe };
}

const again = (inMs = Number.POSITIVE_INFINITY, cpu = false): Answer => ({ kind: 'again', in: inMs, cpu });
const never = new AbortController().signal;
const whenThere = (look: Look): Answer => (look.result.kind === 'there' ? { kind: 'report' } : again());

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
  for (let turn = 0; turn < 100 && seen.length < 2; turn++) await othersTurn();
  assert.equal(seen, ['none', 'there']);
  assert.is((await watching).result.kind, 'there');
  poller.close();
});

test('looks often at first and then ever less, but once a second at least', async ({ root, clock }) => {
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

test('a hint of one is no reason to look at hundreds, and all come together again', async ({ root, clock }) => {
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

test('comes when the rules want to be asked, not at its own next time', async ({ root, clock }) => {
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

test('asks the host once for all, and about CPU time only where a rule wants it', async ({ root, clock }) => {
  const host = hostOf({});
  const poller = openPoller(host.observe(clock), clock);
  const given = new AbortController();
  const all = [1, 2, 3].map((n) => poller.watch(placeIn(root, n), () => again(1_000, n === 2), given.signal).catch(() => undefined));
  await clock.pass(100);
  const last = host.asked.at(-1);
  const counted = host.asked.filter((it) => it.cpu);
  assert.equal(new Set(counted.flatMap((it) => it.keys)), new Set(['r-aaaaaa.d2.1']));
  assert.is(host.asked.filter((it) => it.at === last?.at).length, 2);
  given.abort();
  await Promise.all(all);
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

test('fails all that wait when the host does not answer, and works on afterwards', async ({ root, clock }) => {
  let dead = true;
  const poller = openPoller(async () => {
    if (dead) throw new Error('no host');
    return [];
  }, clock);
  const place = placeIn(root, 1);
  writeFileSync(place.result, '{}');
  const said = await Promise.all(
    [1, 2].map((n) => poller.watch(placeIn(root, n), whenThere, never).catch((error: Error) => error.message)),
  );
  assert.equal(said, ['no host', 'no host']);
  dead = false;
  const watching = poller.watch(place, whenThere, never);
  await clock.pass(100);
  assert.is((await watching).result.kind, 'there');
  poller.close();
});

test('lets what a rule throws about one be no news of the others', async ({ root, clock }) => {
  const poller = openPoller(async () => [], clock);
  const place = placeIn(root, 2);
  const broken = poller
    .watch(
      placeIn(root, 1),
      () => {
        throw new Error('a broken rule');
      },
      never,
    )
    .catch((error: Error) => error.message);
  const watching = poller.watch(place, whenThere, never);
  await clock.pass(100);
  assert.is(await broken, 'a broken rule');
  writeFileSync(place.result, '{}');
  await clock.pass(1_000);
  assert.is((await watching).result.kind, 'there');
  poller.close();
});

test('tells ages in awake time: a machine that sleeps makes nobody look older', async ({ root, clock }) => {
  const ended = session({ state: 'ended', end: { by: 'exit', code: 0, signal: null, gone: true } });
  const poller = openPoller(async () => [ended], clock);
  const place = placeIn(root, 1);
  writeFileSync(place.result, '{');
  writeFileSync(place.beat, '- PROGRESS: x 2026-01-01T00:00:00Z\n');
  const first = await poller.lookOnce(place);
  assert.equal([first.endedFor, first.quietBeat, first.result.kind === 'there' && first.result.unchangedFor], [0, 0, 0]);
  clock.suspend(8 * 3_600_000);
  await clock.pass(300);
  const second = await poller.lookOnce(place);
  assert.equal([second.endedFor, second.quietBeat, second.result.kind === 'there' && second.result.unchangedFor], [300, 300, 300]);
  assert.is(second.at - first.at, 8 * 3_600_000 + 300);
  writeFileSync(place.result, '{}');
  await clock.pass(50);
  const third = await poller.lookOnce(place);
  assert.equal([third.endedFor, third.result.kind === 'there' && third.result.unchangedFor], [350, 0]);
  poller.forget(place.session);
  assert.is((await poller.lookOnce(place)).endedFor, 0);
  poller.close();
});

test('gives up at once what is not wanted any more', async ({ root, clock }) => {
  const poller = openPoller(async () => [], clock);
  const given = new AbortController();
  const watching = poller.watch(placeIn(root, 1), () => again(), given.signal).catch((error: Error) => error.name);
  await clock.pass(100);
  given.abort();
  assert.is(await watching, 'AbortError');
  assert.is(await poller.watch(placeIn(root, 1), () => again(), given.signal).catch((error: Error) => error.name), 'AbortError');
  poller.close();
});

test('seldom asks for a silent worker whose end would be told, and decides on nothing but what it was told', async ({ root, clock }) => {
  const place = placeIn(root, 1);
  const view = { ...session(), key: place.session, state: 'running' as const, quietOutput: 0 };
  const views: Record<string, SessionView> = { [place.session]: view };
  const host = hostOf(views);
  const poller = openPoller(host.observe(clock), clock, { endsAreTold: true });
  const looks: Look[] = [];
  const quiet = (look: Look): Answer => {
    looks.push(look);
    return look.session?.end || (look.session?.quietOutput ?? 0) >= 12_000 ? { kind: 'report' } : again();
  };
  const watching = poller.watch(place, quiet, never);
  await clock.pass(30_000);
  assert.ok(looks.length >= 30, `it looked ${looks.length} times`);
  assert.ok(host.asked.length <= 4, `the host was asked ${host.asked.length} times`);
  const ages = looks.map((it) => it.session?.age ?? 0).slice(0, 8);
  assert.equal(
    ages,
    ages.toSorted((a, b) => a - b),
    'ages go on',
  );

  // What is carried on says now and then that it is silent for too long; the host, who is asked before that is believed, says that it printed.
  assert.ok(looks.some((it) => (it.session?.quietOutput ?? 0) >= 12_000));
  const asked = host.asked.length;

  // Its end is told by a hint, and seen at once.
  const ended = { by: 'exit', code: 0, signal: null, gone: true } as const;
  views[place.session] = { ...view, state: 'ended', age: 64_000, quietOutput: 5_000, end: ended };
  poller.hint(place.session);
  const last = await watching;
  assert.equal(last.session?.end, ended);
  assert.is(host.asked.length, asked + 1);
  poller.close();
});

test('asks again when a hint comes while it asks', async ({ root, clock }) => {
  const place = placeIn(root, 1);
  const view = { ...session(), key: place.session, state: 'running' as const };
  let asked = 0;
  const observe = async () => {
    asked += 1;
    if (asked > 1) return [{ ...view, state: 'ended' as const, end: { by: 'exit' as const, code: 0, signal: null, gone: true } }];
    // What it answers is older than the end that it tells of.
    poller.hint(place.session);
    return [view];
  };
  const poller = openPoller(observe, clock, { endsAreTold: true });
  const look = await poller.watch(place, (seen) => (seen.session?.end ? { kind: 'report' } : again()), never);
  assert.is(look.session?.end?.by, 'exit');
  assert.is(asked, 2);
  poller.close();
});

test.run();
