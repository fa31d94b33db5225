// Whatever the house is told, in any state: the catalogue and the fold accept what it decides, and the effects that it wants next can be
// made from the state alone.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../contracts/errors.ts';
import { EVENT_VERSION } from '../../../../contracts/event.ts';
import { HOUSE_EVENTS } from '../../../../contracts/house-event.ts';
import { HouseCommand } from '../../../../contracts/run/command.ts';
import { timestamp } from '../../../../contracts/time.ts';
import { decideHouse, type HouseInput, nextHouse } from '../../../../daemon/lead/house/decide-house.ts';
import { EMPTY_HOUSE, evolveHouse, type HouseState } from '../../../../daemon/lead/house/house-state.ts';
import { runSteps, stepsOf } from '../../../../runtime/steps.ts';
import { eventCatalogue } from '../../../../skills/events.ts';
import { always } from '../corpus.ts';
import { fromSchema } from '../from-schema.ts';

const test = suite('decisions of the house');

/** Few names, so that they meet again. */
const CHECKED = { agent: 'claude', version: '1.0.0' };
const run = fc.constantFrom('r-aaaaaa', 'r-bbbbbb', 'r-cccccc', 'r-dddddd');
const provider = fc.constantFrom('claude', 'codex');
const project = fc.constantFrom('/a', '/b');
const long = fc.constantFrom('', 'x', 'y\u0000\u202e'.repeat(3_000), '😀'.repeat(40_000));
const failure = fc.record({ code: fc.constantFrom('io-failed' as const, 'internal' as const), message: long, hint: long });
const until = fc.constantFrom(0, 60_000, 86_400_000).map((after) => timestamp(Date.UTC(2026, 0, 1) + after));

const observation: fc.Arbitrary<HouseInput> = fc
  .oneof(
    fc.record({
      kind: fc.constant('run-ended' as const),
      run,
      stub: fc.boolean(),
      checks: fc.array(
        fc
          .tuple(fromSchema(HOUSE_EVENTS['agent.checked'], true), fc.boolean())
          .map(([it, fails]) => ({ ...it, ...CHECKED, ...(fails ? { outcome: 'failed' as const } : {}) })),
        { maxLength: 2 },
      ),
      kept: fromSchema(HOUSE_EVENTS['findings.kept'], true),
    }),
    fc.record({ kind: fc.constant('report-completed' as const), run }),
    fc.record({ kind: fc.constant('released' as const), provider }),
    fc.record({ kind: fc.constant('failed' as const), failure }),
  )
  .map((it) => {
    const of = it.kind === 'released' ? `release:${it.provider}` : 'await-end:r-aaaaaa';
    return { kind: 'observation', observed: { of, at: 0, observation: it } } as HouseInput;
  });

const command: fc.Arbitrary<HouseInput> = fc.tuple(fromSchema(HouseCommand, true), project, fc.nat(1)).map(([it, at, nth]) => {
  const fingerprint = `f-${String(nth).repeat(12)}`;
  const named = 'providers' in it ? { ...it, providers: ['claude'] } : it;
  const here = 'project' in named ? { ...named, project: at } : { ...named, ...CHECKED };
  if (here.kind === 'dismiss') return { kind: 'command', command: { ...here, entry: { ...here.entry, fingerprint } } } as HouseInput;
  return { kind: 'command', command: here.kind === 'undismiss' ? { ...here, fingerprint } : here } as HouseInput;
});

/** An agent that failed its check and that a person wants all the same: chance alone seldom brings the two together. */
const forced: fc.Arbitrary<HouseInput> = fc.constant({ kind: 'command', command: { kind: 'force-agent', ...CHECKED } } as const);

const input: fc.Arbitrary<HouseInput> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('asked' as const), run }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('asked' as const),
      run,
      branch: fc.record({ project, ref: fc.constantFrom('main', 'work') }),
    }),
  },
  { weight: 6, arbitrary: observation },
  { weight: 6, arbitrary: command },
  { weight: 2, arbitrary: forced },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rests' as const), run, rests: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reserve' as const),
      run,
      name: fc.constantFrom('stage/a', 'stage/b'),
      until,
      over: fc.option(run, { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('quota' as const), provider, until, by: long }) },
  fc.record({
    kind: fc.constant('started' as const),
    epoch: fc.constantFrom(1, 2),
    pid: fc.constant(7),
    version: long,
    maxConcurrentRuns: fc.constantFrom(1, 2),
  }),
  fc.constant<HouseInput>({ kind: 'drain' }),
  fc.record({ kind: fc.constant('stopped' as const), how: long }),
  fc.constant<HouseInput>({ kind: 'tick' }),
);

/** Every daemon says first that it has started. */
const BEGUN = { told: { kind: 'started', epoch: 1, pid: 7, version: '1', maxConcurrentRuns: 2 } as HouseInput, after: 0 };

/** A command that is refused with a person's mistake has decided nothing. */
function decided(state: HouseState, told: HouseInput, at: number): ReturnType<typeof decideHouse> {
  try {
    return decideHouse(state, told, at);
  } catch (error) {
    if (error instanceof MusterError && error.class === 'user') return [];
    throw error;
  }
}

test('are valid events, and lead to a state from which it continues', () => {
  const seen = new Set<string>();
  always(
    fc.array(fc.record({ told: input, after: fc.constantFrom(0, 1, 60_000, 86_400_000) }), { minLength: 1, maxLength: 12 }),
    (all) => {
      let state = EMPTY_HOUSE;
      let at = Date.UTC(2026, 0, 1);
      for (const { told, after } of [BEGUN, ...all]) {
        at += after;
        for (const event of decided(state, told, at)) {
          eventCatalogue.check('house', event);
          seen.add(event.type);
          const envelope = {
            v: EVENT_VERSION,
            stream: 'house',
            actor: { kind: 'house' },
            commandId: 'told',
            prev: '',
            digest: '',
          } as const;
          state = evolveHouse(state, { ...envelope, seq: state.seq + 1, at: timestamp(at), ...event });
        }
        for (const it of nextHouse(state, at).wanted) assert.is(runSteps(stepsOf(it.effect())).kind, it.key.split(':')[0]);
      }
    },
    1_500,
  );
  assert.equal(
    Object.keys(HOUSE_EVENTS).filter((it) => !seen.has(it)),
    [],
  );
});

test.run();
