// What an ended run tells of the programs in it: a table of situations.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { USAGE_UNAVAILABLE } from '../../../../../contracts/usage.ts';
import { CONFORMANCE, checksFrom, isInformative, isSetAside } from '../../../../../daemon/lead/house/conformance.ts';
import { decideHouse } from '../../../../../daemon/lead/house/decide-house.ts';
import { EMPTY_HOUSE, evolveHouse, type HouseState } from '../../../../../daemon/lead/house/house-state.ts';
import type { RunEvent } from '../../../../../skills/phases/events.ts';
import { createRun, RUN, seat } from '../test-run.ts';

const test = suite('what a run says about a program');

type Ended = Extract<RunEvent, { type: 'attempt.ended' }>['payload'];
const attempt = { dispatch: `${RUN}.d1`, attempt: 1, seat: 'codex' };
const USED = { ...USAGE_UNAVAILABLE, source: 'reported' as const, input: 10, output: 2 };
const BY_ITSELF = { by: 'exit' as const, code: 0, signal: null, gone: true };
const tried = (provider: string) => (provider === 'codex' ? ['1.0.0'] : undefined);

const ended = (more: Partial<Ended>): RunEvent => ({
  type: 'attempt.ended',
  payload: { ...attempt, reason: 'done', detail: '', end: BY_ITSELF, usage: USED, age: 1, errors: [], ...more },
});
const accepted = {
  type: 'result.accepted',
  payload: { ...attempt, digest: 'a'.repeat(64), bytes: 1, summary: '', toolCalls: null, flags: [] },
} as RunEvent;

function events(template: string, version: string | null, rest: readonly RunEvent[], provider = 'codex'): RunEvent[] {
  const created = createRun().journal()[0] as Extract<RunEvent, { type: 'run.created' }>;
  const named = { ...created, payload: { ...created.payload, template: { ...created.payload.template, name: template } } };
  return [named, { type: 'run.bound', payload: { seats: [{ ...seat('codex', provider), version }], notes: [] } }, ...rest];
}

const silent = { unread: true as const, usage: USAGE_UNAVAILABLE };
const LOST = ended({ reason: 'exit-without-result', detail: 'exited with 2', ...silent });

const TABLE: readonly [string, RunEvent[], string][] = [
  ['a check that has all of it', events(CONFORMANCE, '1.0.0', [accepted, ended({})]), 'passed'],
  ['a check of one that stays', events(CONFORMANCE, '1.0.0', [accepted, ended({ end: { ...BY_ITSELF, by: 'stopped' } })]), 'passed, stays'],
  ['a check of one that cannot be read', events(CONFORMANCE, '2.0.0', [accepted, ended(silent)]), 'failed, tells nothing'],
  [
    'a check of one whose use is only estimated',
    events(CONFORMANCE, '2.0.0', [accepted, ended({ usage: { ...USED, source: 'estimated' } })]),
    'failed, tells nothing',
  ],
  [
    'a check of a command, which tells nothing anyway',
    events(CONFORMANCE, null, [accepted, ended(silent)], 'command'),
    'passed, tells nothing',
  ],
  ['a check that leaves nothing', events(CONFORMANCE, '1.0.0', [LOST]), 'failed, writes nothing, tells nothing'],
  [
    'a check without a login',
    events(CONFORMANCE, '2.0.0', [ended({ reason: 'auth', ...silent })]),
    'undecided, writes nothing, tells nothing',
  ],
  ['a check that began nothing', events(CONFORMANCE, '1.0.0', []), ''],
  ['a run with a strange version that is lost and unread', events('review', '2.0.0', [LOST]), 'failed, writes nothing, tells nothing'],
  ['a run with a strange version that is lost and read', events('review', '2.0.0', [ended({ reason: 'exit-without-result' })]), ''],
  ['a run with a strange version that cannot log in', events('review', '2.0.0', [ended({ reason: 'auth', ...silent })]), ''],
  ['a run with a strange version, unread, whose result is good', events('review', '2.0.0', [accepted, ended(silent)]), ''],
  ['a run with a known version that is lost and unread', events('review', '1.0.0', [LOST]), ''],
];

for (const [situation, journal, expected] of TABLE) {
  test(situation, () => {
    const [check, ...more] = checksFrom(RUN, journal, EMPTY_HOUSE, tried);
    assert.is(more.length, 0);
    const words = check
      ? [check.outcome, check.writes || 'writes nothing', check.stops || 'stays', check.tells || 'tells nothing'].filter(
          (it) => it !== true,
        )
      : [];
    assert.is(words.join(', '), expected);
  });
}

test('is recorded only for a check, and for an untested version', () => {
  const seats = (version: string) => [{ ...seat('codex', 'codex'), version }];
  assert.equal(
    [isInformative('review', seats('1.0.0'), EMPTY_HOUSE, tried), isInformative('review', seats('2.0.0'), EMPTY_HOUSE, tried)],
    [false, true],
  );
  assert.is(isInformative(CONFORMANCE, seats('1.0.0'), EMPTY_HOUSE, tried), true);
});

test('is remembered by version, can be forced once, and the next check is what counts', () => {
  let house: HouseState = EMPTY_HOUSE;
  const post = (input: Parameters<typeof decideHouse>[1]) => {
    for (const event of decideHouse(house, input, 0))
      house = evolveHouse(house, {
        v: 1,
        stream: 'house',
        seq: house.seq + 1,
        at: '2026-01-01T00:00:00.000Z',
        actor: { kind: 'house' },
        commandId: 'told',
        prev: '',
        digest: '',
        ...event,
      });
  };
  const told = (journal: RunEvent[]) => {
    post({ kind: 'asked', run: RUN });
    const observation = { kind: 'run-ended' as const, run: RUN, stub: false, checks: checksFrom(RUN, journal, house, tried) };
    post({ kind: 'observation', observed: { of: `await-end:${RUN}`, at: 0, observation } });
  };
  const standing = () => house.checks.codex?.map((it) => [it.version, it.outcome, isSetAside(it)]);
  told(events(CONFORMANCE, '2.0.0', [LOST]));
  told(events(CONFORMANCE, '1.0.0', [accepted, ended({})]));
  assert.equal(standing(), [
    ['2.0.0', 'failed', true],
    ['1.0.0', 'passed', false],
  ]);
  post({ kind: 'command', command: { kind: 'force-agent', agent: 'codex', version: '2.0.0' } });
  assert.equal(standing()?.[0], ['2.0.0', 'failed', false]);
  assert.throws(
    () => post({ kind: 'command', command: { kind: 'force-agent', agent: 'codex', version: '2.0.0' } }),
    /has not failed a check/,
  );
  told(events(CONFORMANCE, '2.0.0', [accepted, ended(silent)]));
  assert.equal(standing()?.at(-1), ['2.0.0', 'failed', true]);
  told(events(CONFORMANCE, '2.0.0', [accepted, ended({})]));
  assert.equal(standing()?.at(-1), ['2.0.0', 'passed', false]);
});

test.run();
