// The lifecycles: what has no row in them is refused by the fold, and a run says so before anything is appended.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../contracts/errors.ts';
import { AFTER_END, SHARED_EVENTS } from '../../../../contracts/run/run-event.ts';
import { timestamp } from '../../../../contracts/time.ts';
import { evolveAll } from '../../../../daemon/lead/run/evolve-all.ts';
import { evolveRun } from '../../../../daemon/lead/run/evolve-run.ts';
import type { RunRecord } from '../../../../skills/events.ts';
import { RUN_EVENTS, type RunEvent } from '../../../../skills/phases/events.ts';
import { PHASES } from '../../../../skills/phases/table.ts';
import { ATTEMPT } from '../../../../skills/run/lifecycles/attempt.ts';
import { DISPATCH } from '../../../../skills/run/lifecycles/dispatch.ts';
import { GATE } from '../../../../skills/run/lifecycles/gate.ts';
import { fromOf, type Lifecycle, lifecycle, obey } from '../../../../skills/run/lifecycles/lifecycle.ts';
import { PAUSE } from '../../../../skills/run/lifecycles/pause.ts';
import { PHASE } from '../../../../skills/run/lifecycles/phase.ts';
import { RUN as RUN_LIFE, runEventOf } from '../../../../skills/run/lifecycles/run.ts';
import { createRun, RUN, running, START, seat, type TestRun } from './test-run.ts';

const test = suite('lifecycles');
const TABLES: readonly Lifecycle[] = [RUN_LIFE, PAUSE, PHASE, DISPATCH, ATTEMPT, GATE, ...PHASES.flatMap((it) => it.lifecycles ?? [])];

const record = (run: TestRun, event: RunEvent): RunRecord => ({
  v: 1,
  stream: `run/${RUN}`,
  seq: run.state().seq + 1,
  at: timestamp(START + 1_000),
  actor: { kind: 'lead' },
  commandId: 'told',
  prev: '',
  digest: '',
  ...event,
});

function refuses(run: TestRun, event: RunEvent, says: RegExp): void {
  const before = structuredClone(run.state());
  for (const fold of [() => evolveRun(run.state(), record(run, event)), () => evolveAll(run.state(), [record(run, event)])]) {
    assert.throws(fold, (error: unknown) => {
      if (!(error instanceof MusterError)) throw error;
      assert.is(error.code, 'event-illegal');
      assert.match(error.message, says);
      return true;
    });
  }
  assert.equal(run.state(), before);
}

const ended = (): TestRun => {
  const run = createRun();
  run.input({ kind: 'command', command: { kind: 'abort', run: RUN, reason: 'enough' } });
  run.observation('clear-workplaces', { kind: 'cleared', moved: 0 });
  const digest = 'a'.repeat(64);
  run.observation('compose-report', { kind: 'composed', json: digest, markdown: digest, html: digest, path: '/report', stub: false });
  assert.is(run.state().life.kind, 'ended');
  return run;
};

test('let nothing restart an ended run', () => {
  refuses(
    ended(),
    { type: 'run.admitted', payload: {} },
    /run\.admitted is not possible while the run is ended, only while it is created, queued/,
  );
  refuses(ended(), { type: 'run.resumed', payload: {} }, /run\.resumed is not possible while the run is ended/);
  refuses(ended(), { type: 'provider.released', payload: { provider: 'claude' } }, /is not possible while the run is ended/);
});

const D = `${RUN}.d1`;
const attempt = { dispatch: D, attempt: 1, seat: 'one' };
const raised = (dispatch: string): RunEvent => ({
  type: 'finding.raised',
  payload: {
    raised: {
      ref: `${dispatch}/a`,
      dispatch,
      seat: 'one',
      finding: { localId: 'a', title: 't', severity: 'minor', category: 'c', claim: 'it is wrong', evidence: [], confidence: 1 },
      fingerprint: 'f-0',
      checks: [],
    },
  },
});

const ILLEGAL: readonly [what: string, () => TestRun, RunEvent, RegExp][] = [
  ['a second creation', createRun, createRun().journal()[0] as RunEvent, /run is created once|run\.created is not possible/],
  [
    'work before the run has its place',
    createRun,
    { type: 'phase.started', payload: { phase: 'analysis', team: [] } },
    /while the run is created/,
  ],
  [
    'to resume what is not paused',
    createRun,
    { type: 'run.resumed', payload: {} },
    /run\.resumed is not possible while the pause is going/,
  ],
  ['a phase that runs twice', running, { type: 'phase.started', payload: { phase: 'analysis', team: [] } }, /while the phase is running/],
  ['a phase that nobody listed', running, { type: 'phase.ended', payload: { phase: 'other', outcome: 'failed' } }, /no phase other/],
  ['a finding of a worker that has not answered', running, raised(D), /finding\.raised is not possible while the dispatch is open/],
  ['a finding of nobody', running, raised(`${RUN}.d9`), /d9: finding\.raised is not possible while the dispatch is not there/],
  [
    'a start that was made',
    running,
    { type: 'attempt.started', payload: { ...attempt, pid: 1, argv: [], model: 'm', role: 'analyser' } },
    /while the attempt is running/,
  ],
  [
    'a second attempt of the same number',
    running,
    { type: 'attempt.starting', payload: { ...attempt, kind: 'redispatch' } },
    /while the attempt is running/,
  ],
  [
    'an attempt of nobody',
    running,
    { type: 'attempt.suspected', payload: { ...attempt, attempt: 2, quietFor: 1 } },
    /there is no attempt 2/,
  ],
  [
    'an answer to no gate',
    running,
    { type: 'gate.answered', payload: { gate: `${RUN}.g1`, answer: 'approve', shown: 'a'.repeat(64) } },
    /while the gate is not there/,
  ],
  [
    'an end before the run has concluded',
    running,
    { type: 'run.ended', payload: { outcome: 'completed', reason: 'done', degraded: false, message: '', report: '/r' } },
    /run\.ended/,
  ],
];

for (const [what, story, event, says] of ILLEGAL) test(`refuse ${what}`, () => refuses(story(), event, says));

test('list everything else that may come after an end', () => {
  const afterEnd = RUN_LIFE.rows.filter((it) => fromOf(it.from).includes('ended')).map((it) => it.event);
  assert.equal(new Set(afterEnd), AFTER_END);
});

test('know every event, and no other', () => {
  const named = new Set(TABLES.flatMap((it) => it.rows.map(({ event }) => event)));
  const unknown = [...named].filter((it) => !Object.hasOwn(RUN_EVENTS, it) && !it.includes(' '));
  assert.equal(unknown, []);
  // What only a phase of one kind has is work to the run, and its own fold judges it.
  assert.equal(
    Object.keys(SHARED_EVENTS).filter((it) => !named.has(it) && runEventOf(it) === it),
    [],
  );
  assert.equal(
    Object.keys(SHARED_EVENTS).filter((it) => !named.has(it)),
    ['gap.settled'],
  );
});

test('reach every state, and name no state without a sentence', () => {
  for (const { name, states, rows } of TABLES) {
    const reached = new Set(rows.filter((it) => it.to !== 'same').map((it) => it.to));
    for (const state of Object.keys(states)) {
      const begins = name === 'pause' || name === 'phase' ? state === Object.keys(states)[0] : false;
      assert.ok(begins || reached.has(state), `${name}: nothing leads to ${state}`);
    }
    for (const { from, to, says } of rows) {
      for (const it of [...fromOf(from), to]) assert.ok(it === 'nothing' || it === 'same' || Object.hasOwn(states, it), `${name}: ${it}`);
      assert.match(says, /^[A-Z].*\.$/);
    }
  }
});

test('have a form that suits a stage of a plan as well', () => {
  const door = lifecycle({
    name: 'door',
    about: 'A door.',
    states: { open: 'Open.', shut: 'Shut.' },
    rows: [
      { from: 'nothing', event: 'door.built', to: 'open', says: 'It is built.' },
      { from: 'open', event: 'door.closed', to: 'shut', says: 'It is closed.' },
    ],
  });
  obey(door, () => 'the door', { from: 'open', event: 'door.closed', to: 'shut' });
  assert.throws(
    () => obey(door, () => 'the door', { from: 'shut', event: 'door.closed', to: 'shut' }),
    /while the door is shut, only while it is open/,
  );
  assert.throws(() => obey(door, () => 'the door', { from: 'open', event: 'door.closed', to: 'open' }), /or leads to another state/);
});

test('let a phase start over, with another pass', () => {
  const run = running([seat('one')]);
  const fold = (event: RunEvent, state = run.state()) => evolveRun(state, record(run, event));
  const done = fold({ type: 'phase.ended', payload: { phase: 'analysis', outcome: 'completed' } });
  const again = fold({ type: 'phase.started', payload: { phase: 'analysis', team: [] } }, done);
  assert.equal(
    again.phases.map(({ state, pass }) => [state, pass]),
    [['running', 1]],
  );
  const failed = fold({ type: 'phase.ended', payload: { phase: 'analysis', outcome: 'failed' } });
  assert.throws(() => fold({ type: 'phase.started', payload: { phase: 'analysis', team: [] } }, failed), /while the phase is failed/);
});

test.run();
