// A stage that a client carries out from outside: its time starts over when it calls, for nobody else; and which client is waited for.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { timestamp } from '../../../../contracts/time.ts';
import type { ExecutionTurn } from '../../../../skills/phases/execution/advance.ts';
import { begun, type Executed, NOTHING, type StageState } from '../../../../skills/phases/execution/life/stage-state.ts';
import { evolve } from '../../../../skills/phases/execution/memory.ts';
import { takeStage } from '../../../../skills/phases/execution/outside/take-stage.ts';
import { clientsWaitedFor } from '../../../../skills/phases/execution/outside/waiting-for-clients.ts';
import { planOf } from '../../../e2e/execution/execution-fixture.ts';
import { START, seat } from '../../daemon/lead/test-run.ts';

const test = suite('a stage held from outside');

const HOUR = 3_600_000;
const CLIENT = { name: 'first 1', session: 'c-1', pid: 7, start: 'b:1' };
const held = (until: number) => ({ ...CLIENT, seat: 'outside', until: timestamp(until) });

function turnAt(at: number, changes: Partial<StageState>, seats = [seat('outside', 'outside', 'executor')]): ExecutionTurn {
  const { stages } = planOf([{ id: 'one' }, { id: 'two', dependsOn: ['one'] }]);
  const [one, two] = stages.map((it, n) => begun(it, n + 1, 'pending'));
  if (!one || !two) throw new Error('two stages');
  const own: Executed = { ...NOTHING, planned: { moved: [] } as unknown as Executed['planned'], stages: [{ ...one, ...changes }, two] };
  const run = {
    id: 'r-aaaaaa',
    seats,
    gates: [],
    dispatches: [],
    paused: null,
    created: { config: { checks: { retries: 2, onReject: 'retry' } } },
  };
  return { run, key: 'execution', own, at, phase: { overdue: false, startedAt: START } } as unknown as ExecutionTurn;
}
const take = (turn: ExecutionTurn, client = CLIENT) => takeStage(turn, { stage: 'one', seat: undefined, client, lasts: HOUR });

test('is taken until an instant, and again by the same client', () => {
  const [taken] = take(turnAt(START, {}));
  assert.equal(taken?.payload, { phase: 'execution', stage: 'one', attempt: 0, holder: held(START + HOUR) });
  for (const state of ['claimed', 'working'] as const) {
    const turn = turnAt(START + 1_000, { state, attempt: 1, seat: 'outside', holder: held(START + HOUR) });
    const [again] = take(turn);
    assert.equal(again?.payload, { phase: 'execution', stage: 'one', attempt: 1, holder: held(START + 1_000 + HOUR), renewed: true });
    if (again) assert.equal(evolve(turn.own, again, { id: 'r-aaaaaa', seq: 9 }).stages[0]?.holder, held(START + 1_000 + HOUR));
  }
});

test('is never held for less than before', () => {
  const [again] = take(turnAt(START, { state: 'working', attempt: 1, seat: 'outside', holder: held(START + 2 * HOUR) }));
  assert.equal((again?.payload as { holder: unknown } | undefined)?.holder, held(START + 2 * HOUR));
});

test('is refused to every other process, and after it was delivered', () => {
  const holder = held(START + HOUR);
  const others = [{ session: 'c-2' }, { pid: 8 }, { start: 'b:2' }];
  for (const other of others)
    assert.throws(
      () => take(turnAt(START, { state: 'working', seat: 'outside', holder }), { ...CLIENT, ...other }),
      /one is working, held by first 1/,
    );
  for (const state of ['proposed', 'verifying'] as const)
    assert.throws(() => take(turnAt(START, { state, seat: 'outside', holder })), new RegExp(`one is ${state}`));
});

const WAITS: [what: string, changes: Partial<StageState>, seats: [string, string][], waits: RegExp | null][] = [
  [
    'nobody has it',
    {},
    [['outside', 'outside']],
    /^a client of `muster mcp` \(seat outside\), since 2026-01-01T00:00:00\.000Z: run_start_stage with one$/,
  ],
  [
    'two could',
    {},
    [
      ['outside#1', 'outside'],
      ['outside#2', 'outside'],
    ],
    /\(seat outside#1 or outside#2\)/,
  ],
  [
    'another executor begins it',
    {},
    [
      ['outside', 'outside'],
      ['codex', 'codex'],
    ],
    null,
  ],
  ['it is about to be made ready', { holder: held(START + HOUR) }, [['outside', 'outside']], null],
  [
    'a client works on it',
    { state: 'working', holder: held(START + HOUR) },
    [['outside', 'outside']],
    /^first 1, which has the stage one \(seat outside\) since .*, until 2026-01-01T01:00:00\.000Z: run_propose_step_result$/,
  ],
  ['a person is asked', { state: 'interrupted' }, [['outside', 'outside']], null],
  ['it was rejected', { state: 'rejected', attempt: 1, rejections: 1 }, [['outside', 'outside']], /run_start_stage with one$/],
];

for (const [what, changes, seats, waits] of WAITS)
  test(`waits for a client or not: ${what}`, () => {
    const told = clientsWaitedFor(
      turnAt(
        START,
        changes,
        seats.map(([name, provider]) => seat(name, provider, 'executor')),
      ),
    );
    assert.is(told.length, waits === null ? 0 : 1, told.join());
    if (waits !== null) assert.match(told[0] ?? '', waits);
  });

test.run();
