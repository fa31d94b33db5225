// What a lead knows of hosts, where it gives work, and what it says of a worker that waits.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OfferedHost } from '../../../../../contracts/work/hosted.ts';
import { viewRun } from '../../../../../daemon/lead/run/view-run.ts';
import { progressLines } from '../../../../../daemon/projections/progress-lines.ts';
import { countingSleep } from '../../../../../runtime/clock.ts';
import { hostsThatFailed } from '../../../../../skills/run/fleet/hosted-in.ts';
import { knownHosts, updateHeard } from '../../../../../skills/run/fleet/known-hosts.ts';
import { placeWorker } from '../../../../../skills/run/fleet/placement.ts';
import type { AttemptState } from '../../../../../skills/run/state.ts';
import { bound, prompt, RUN, seat, started } from '../test-run.ts';

const test = suite('the hosts of a fleet');

const host = (name: string, more: Partial<OfferedHost> = {}): OfferedHost => ({
  ...{ v: 1, host: name, home: `/${name}`, version: '1.0.0', os: 'linux', agents: ['ada'], seats: 2, busy: 0 },
  since: '2026-01-01T00:00:00.000Z',
  ...more,
});
const HOUR = 3_600_000;
const connected = { version: '1.0.0', connected: true };

test('get work if they have the agent and the version, otherwise say what is waited for', () => {
  const full = { busy: 2 };
  const cases: [OfferedHost[], ReturnType<typeof placeWorker>][] = [
    [[], { kind: 'here', because: null }],
    [[host('a', { agents: ['eve'] })], { kind: 'here', because: 'no host offers ada' }],
    [[host('a', { version: '2.0.0' })], { kind: 'here', because: 'host a offers ada in another version than 1.0.0' }],
    [[host('a'), host('b', full)], { kind: 'hosts', free: true, waitsFor: 'host a to begin it' }],
    [[host('a', full), host('b', full)], { kind: 'hosts', free: false, waitsFor: 'a free seat on host a and b' }],
    [[host('a', full), host('b', { version: '2.0.0' })], { kind: 'hosts', free: false, waitsFor: 'a free seat on host a' }],
  ];
  for (const [hosts, where] of cases) assert.equal(placeWorker('ada', '1.0.0', hosts), where);
});

test('do not get a worker again that they failed with', () => {
  const cases: [OfferedHost[], ReturnType<typeof placeWorker>][] = [
    [[host('a'), host('b')], { kind: 'hosts', free: true, waitsFor: 'host b to begin it' }],
    [[host('a'), host('b', { busy: 2 })], { kind: 'hosts', free: false, waitsFor: 'a free seat on host b' }],
    [[host('a')], { kind: 'here', because: 'host a has failed with it before' }],
    [[host('a', { agents: ['eve'] })], { kind: 'here', because: 'no host offers ada' }],
  ];
  for (const [hosts, where] of cases) assert.equal(placeWorker('ada', '1.0.0', hosts, ['a']), where);
  const attempts = [
    { reason: 'host-lost', host: { node: 'a', home: '/a' } },
    { reason: 'host-lost' },
    { reason: 'silent', host: { node: 'b', home: '/b' } },
    { reason: 'host-lost', host: { node: 'a', home: '/a2' } },
    { reason: 'spawn-failed', host: { node: 'c', home: '/c' }, end: { gone: true } },
    { reason: 'deadline', host: { node: 'd', home: '/d' }, end: { gone: false } },
    { reason: 'deadline', host: { node: 'e', home: '/e' }, end: { gone: true } },
  ] as unknown as AttemptState[];
  assert.equal(hostsThatFailed({ attempts }), ['a', 'c', 'd']);
});

test('stay known when they are silent, and are forgotten when they leave or after a day', () => {
  let heard = updateHeard([], [host('a'), host('b'), host('c', { version: '2.0.0' })], new Set(), 0);
  heard = updateHeard(heard, [host('c', { version: '2.0.0' })], new Set(['b']), HOUR);
  const [a, c, ...more] = knownHosts(heard, [{ session: 's', host: 'a' }], connected);
  assert.equal([a?.host, a?.stands, a?.workers, a?.heardAt], ['a', 'unverifiable', ['s'], '1970-01-01T00:00:00.000Z']);
  assert.equal([c?.host, c?.stands, c?.heardAt], ['c', 'other-version', '1970-01-01T01:00:00.000Z']);
  assert.equal(more, []);
  assert.equal(
    updateHeard(heard, [], new Set(), 24.5 * HOUR).map((it) => it.offered.host),
    ['c'],
  );
});

test('are unverifiable for a lead without a connection, or one that only knows of a worker there', () => {
  const heard = updateHeard([], [host('a')], new Set(), 0);
  assert.equal(
    knownHosts(heard, [], { ...connected, connected: false }).map((it) => it.stands),
    ['unverifiable'],
  );
  assert.equal(knownHosts([], [{ session: 's', host: 'z' }], connected), [
    { host: 'z', stands: 'unverifiable', offered: null, heardAt: null, workers: ['s'] },
  ]);
});

test('can delay a worker, which is reported when it changes, and is over when it has started', () => {
  const run = bound([seat('one'), seat('two')]);
  const [first, second] = [`${RUN}.d1`, `${RUN}.d2`];
  for (const it of [first, second]) run.observation(`write-prompt:${it}.1`, prompt(it, 1, 'first'));
  const waits = (dispatch: string, waitsFor: string | null) => run.input({ kind: 'waits', dispatch, attempt: 1, waitsFor });
  for (const it of [first, second]) waits(it, 'a free seat on host a');
  waits(second, 'a free seat on host a');
  assert.is(viewRun(run.state()).waitsFor, 'a free seat on host a (one and two)');
  run.observation(`start:${first}.1`, started(first, 1));
  assert.is(viewRun(run.state()).waitsFor, 'a free seat on host a (two)');
  waits(second, null);
  assert.is(viewRun(run.state()).waitsFor, null);
  const said = run
    .journal()
    .flatMap(progressLines)
    .filter((it) => /waits-for|goes-on/.test(it));
  assert.equal(
    said.map((it) => it.trimEnd().replace(/^.*PROGRESS: /, '')),
    [
      'phase-5-poll worker=one waits-for="a free seat on host a"',
      'phase-5-poll worker=two waits-for="a free seat on host a"',
      'phase-5-poll worker=two goes-on',
    ],
  );
});

test('count the time of a lease while the machine sleeps, even if its uptime stands still', () => {
  let [awake, up] = [0, 0];
  const elapsed = countingSleep(
    () => awake,
    () => up,
  );
  assert.is(elapsed(), 0);
  [awake, up] = [1_000, 61_000];
  assert.is(elapsed(), 61_000);
  [awake, up] = [3_000, 61_000];
  assert.is(elapsed(), 63_000);
});

test.run();
