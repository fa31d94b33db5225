// What the poller asks the session host, for how many at once, and what it does where the host does not answer.

import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SessionView } from '../../../../contracts/work/session.ts';
import type { Look } from '../../../../runtime/watch/look.ts';
import { type Answer, openPoller } from '../../../../runtime/watch/poller.ts';
import { session } from '../../skills/dispatch/situation.ts';
import { again, type Fixture, hostOf, never, placeIn, whenThere } from './polling.ts';
import { testClock } from './test-clock.ts';

const test = suite<Fixture>('the poller and its host');

test.before.each((context) => {
  context.root = realpathSync(mkdtempSync(join(tmpdir(), 'poller-')));
  context.clock = testClock();
});

test.after.each(({ root }) => rmSync(root, { recursive: true, force: true }));

test('asks the host once for all sessions, and for CPU time only if a rule wants it', async ({ root, clock }) => {
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

test('fails all waiting callers when the host does not answer, and works again afterwards', async ({ root, clock }) => {
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

test('isolates the error of a rule about one session from the others', async ({ root, clock }) => {
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

test('reports ages in awake time: a sleeping machine makes nobody look older', async ({ root, clock }) => {
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

test('rarely asks about a silent worker whose end would be reported, and decides only on reported views', async ({ root, clock }) => {
  const place = placeIn(root, 1);
  const view = { ...session(), key: place.session, state: 'running' as const, quietOutput: 0 };
  const views: Record<string, SessionView> = { [place.session]: view };
  const host = hostOf(views);
  const poller = openPoller(host.observe(clock), clock, { reportsEnds: true });
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

test('asks again if a hint comes during a request', async ({ root, clock }) => {
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
  const poller = openPoller(observe, clock, { reportsEnds: true });
  const look = await poller.watch(place, (seen) => (seen.session?.end ? { kind: 'report' } : again()), never);
  assert.is(look.session?.end?.by, 'exit');
  assert.is(asked, 2);
  poller.close();
});

test('uses no view older than a hint that came while nobody watched', async ({ root, clock }) => {
  const place = placeIn(root, 1);
  const running = { ...session(), key: place.session, state: 'running' as const };
  const ended = { ...running, state: 'ended' as const, end: { by: 'exit' as const, code: 0, signal: null, gone: true } };
  const answers = [Promise.withResolvers<SessionView[]>(), Promise.withResolvers<SessionView[]>()];
  let asked = 0;
  const observe = async () => {
    const answer = answers[asked++];
    return answer ? answer.promise : [ended];
  };
  const poller = openPoller(observe, clock, { reportsEnds: true });
  const whenEnded = (seen: Look): Answer => (seen.session?.end ? { kind: 'report' } : again());

  // Between two watches: the result was accepted, and then the end was told.
  writeFileSync(place.result, '{}');
  const first = poller.watch(place, whenThere, never);
  answers[0]?.resolve([running]);
  await first;
  poller.hint(place.session);

  // While the host is asked for somebody who leaves meanwhile.
  const leaving = new AbortController();
  const second = poller.watch(place, whenEnded, leaving.signal).catch(() => 'left');
  await clock.pass(50);
  leaving.abort();
  assert.is(await second, 'left');
  poller.hint(place.session);
  answers[1]?.resolve([running]);
  await clock.pass(50);

  let look: Look | undefined;
  void poller.watch(place, whenEnded, never).then((it) => {
    look = it;
  });
  await clock.pass(2_000);
  assert.is(look?.session?.end?.by, 'exit');
  assert.is(asked, 3);
  poller.close();
});

test.run();
