// Who is given an earlier result, and whose result is given to others.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunEvent } from '../../../../skills/phases/events.ts';
import { reuseClaims } from '../../../../skills/reuse/claims.ts';
import { keepResult, mayKeep, mayReuse, mayStillBring } from '../../../../skills/reuse/may-reuse.ts';
import type { DispatchState, RunState } from '../../../../skills/run/state.ts';

const may = suite('what may be reused');

const created = (more: object = {}): Pick<RunState, 'created'> =>
  ({ created: { task: {}, config: { reuse: 'results' }, template: { name: 'review' }, ...more } }) as unknown as Pick<RunState, 'created'>;

may('analysts, critics, planners and verifiers; never an executor, a writer, or a probe of a program', () => {
  const roles = ['analyser', 'critic', 'planner', 'verifier', 'executor', 'report-writer'];
  assert.equal(
    roles.filter((role) => mayReuse(created(), { role })),
    ['analyser', 'critic', 'planner', 'verifier'],
  );
  assert.not(mayReuse(created({ template: { name: 'conformance' } }), { role: 'analyser' }));
  assert.not(mayReuse(created({ config: { reuse: 'off' } }), { role: 'analyser' }));
  assert.ok(
    mayReuse(created({ config: { reuse: 'off' }, task: { reuse: 'results' } }), { role: 'analyser' }),
    'the task has the last word',
  );
});

const KEY = { key: 'k'.repeat(64), kin: 'n'.repeat(64), fields: {}, names: [] };
const done = {
  id: 'r-aaaaaa.d1',
  seat: 'one',
  role: 'analyser',
  findings: [],
  attempts: [{ n: 1, state: 'ended', kind: 'first', usage: null, estimate: null }],
  accepted: { attempt: 1, flags: [], toolCalls: null, age: 1 },
  ended: { status: 'completed' },
  raises: true,
  examined: true,
  receipt: null,
  inconclusive: null,
  sought: { key: KEY, claims: true, miss: null },
  reused: null,
  kept: false,
} as unknown as DispatchState;
const run = (dispatch: DispatchState, more: object = {}): RunState =>
  ({ ...created(), life: { kind: 'executing' }, paused: null, seats: [], dispatches: [dispatch], ...more }) as unknown as RunState;
const live = { ...done, attempts: [{ ...done.attempts[0], state: 'running' }] } as unknown as DispatchState;

for (const [what, dispatch] of [
  ['failed', { ...done, ended: { status: 'error' } }],
  ['inconclusive', { ...done, inconclusive: 'opened-nothing' }],
  ['flagged', { ...done, accepted: { ...done.accepted, flags: ['late'] } }],
  ['not yet examined', { ...done, examined: false }],
  ['still at work', live],
] as const)
  may(`a result that is ${what} is not reused`, () => {
    assert.ok(mayKeep(run(done), done));
    assert.not(mayKeep(run(dispatch as DispatchState), dispatch as DispatchState));
    assert.equal(keepResult(run(dispatch as DispatchState), dispatch as DispatchState), []);
  });

may('a result is kept once, and what was taken from elsewhere is kept there', () => {
  assert.is(keepResult(run(done), done)[0]?.type, 'result.kept');
  assert.equal(keepResult(run(done), { ...done, kept: true }), []);
  assert.equal(keepResult(run(done), { ...done, reused: { from: 'r-bbbbbb.d1' } as DispatchState['reused'] }), []);
});

may('a dispatch with the same key waits only for one that can still deliver the result', () => {
  const open = { ...done, ended: null, accepted: null };
  assert.ok(mayStillBring(run(open), open));
  assert.ok(mayStillBring(run(live), live), 'its result is kept when its session is over');
  for (const more of [{ paused: { reason: 'x' } }, { life: { kind: 'concluding' } }, { life: { kind: 'ended' } }])
    assert.not(mayStillBring(run(open, more), open));
  assert.not(mayStillBring(run(done), done), 'it is over, and was not kept');
});

may('the claim on a key is released with the commit that says why', () => {
  const names = (event: RunEvent) => reuseClaims(run(done), [event]).map(({ kind, name }) => `${kind} ${name.slice(0, name.indexOf('/'))}`);
  const { id: dispatch, seat } = done;
  const miss = { why: 'first' } as const;
  assert.equal(names({ type: 'dispatch.sought', payload: { dispatch, seat, sought: KEY, claims: true, miss } }), ['take hash']);
  assert.equal(names({ type: 'dispatch.sought', payload: { dispatch, seat, sought: KEY, claims: false, miss } }), []);
  assert.equal(names({ type: 'result.kept', payload: { dispatch, seat, key: KEY.key, kin: KEY.kin } }), [
    'put result',
    'put kin',
    'release hash',
  ]);
  assert.equal(names({ type: 'dispatch.ended', payload: { dispatch, seat, status: 'error', reason: 'silent', detail: '' } }), [
    'release hash',
  ]);
});

may.run();
