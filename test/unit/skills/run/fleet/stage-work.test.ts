// Which attempt at a stage counts, where an executor may be, and what it begins with: for any history of attempts.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fence, isOlder } from '../../../../../contracts/work/fence.ts';
import { judgeDelivery, withheldNote } from '../../../../../skills/run/fleet/judge-delivery.ts';
import { hostingOf } from '../../../../../skills/run/fleet/may-be-hosted.ts';
import { earlierWork, fenceOf, type StageWork } from '../../../../../skills/run/fleet/stage-work.ts';
import type { DispatchState, RunState } from '../../../../../skills/run/state.ts';

const test = suite('work on a stage in a fleet');

const part = fc.integer({ min: 1, max: 4 });
const fence = fc.record({ epoch: part, dispatch: part, attempt: part });
const SAME = { commit: 'c'.repeat(40), tree: 'd'.repeat(40) };
const STAGE: StageWork = { phase: 'execution', stage: 'mend', from: SAME, include: [], setup: false };
const PLACE = '/one/runs/r-aaaaaa/stages/mend.1';

test('of two fences exactly one is older, unless they are equal; and the order is transitive', () => {
  const same = (one: Fence, two: Fence): boolean => JSON.stringify(one) === JSON.stringify(two);
  fc.assert(
    fc.property(fence, fence, fence, (one, two, three) => {
      if (same(one, two)) return !isOlder(one, two);
      if (isOlder(one, two) === isOlder(two, one)) return false;
      return !(isOlder(one, two) && isOlder(two, three)) || isOlder(one, three);
    }),
  );
  const state = { lead: { node: 'one', home: '/one', epoch: 3 } };
  assert.equal(fenceOf(state, 'r-aaaaaa.d12', 2), { epoch: 3, dispatch: 12, attempt: 2 });
  assert.ok(isOlder(fenceOf(state, 'r-aaaaaa.d9', 2), fenceOf(state, 'r-aaaaaa.d12', 1)), 'd12 comes after d9');
});

const attempt = fc.record({
  host: fc.constantFrom(undefined, { node: 'h1', home: '/h1' }),
  reason: fc.constantFrom('host-lost', 'result-invalid', 'blocked', 'done'),
  startedAt: fc.constantFrom(null, 5),
});
type Past = { host: { node: string; home: string } | undefined; reason: string; startedAt: number | null };

const stateOf = (past: readonly Past[], earlier: number): RunState =>
  ({
    created: { home: '/one', template: { phases: [{ key: 'execution', kind: 'execution' }] } },
    lead: { node: 'one', home: '/one', epoch: 1 },
    phases: [],
    base: { bundle: 'b'.repeat(64) },
    dispatches: [
      { id: 'r-aaaaaa.d1', role: 'executor', workplace: PLACE, attempts: past.slice(0, earlier).map((it, at) => ({ n: at + 1, ...it })) },
      {
        id: 'r-aaaaaa.d2',
        role: 'executor',
        workplace: '/one/runs/r-aaaaaa/stages/other.1',
        attempts: [{ n: 1, startedAt: 1, reason: 'done' }],
      },
      { id: 'r-aaaaaa.d3', role: 'executor', workplace: PLACE, attempts: past.slice(earlier).map((it, at) => ({ n: at + 1, ...it })) },
    ],
  }) as unknown as RunState;

test('an executor runs on a host only if nobody but lost hosts worked in its workplace; otherwise it continues here, with what the last one delivered', () => {
  fc.assert(
    fc.property(fc.array(attempt, { maxLength: 4 }), fc.nat({ max: 4 }), (past, cut) => {
      const earlier = Math.min(cut, past.length);
      const state = stateOf(past, earlier);
      const dispatch = state.dispatches[2] as DispatchState;
      const n = past.length - earlier + 1;
      const before = earlierWork(state, dispatch, n);
      const hosting = hostingOf(state, dispatch, { n, resume: null, stage: STAGE });
      const begun = past
        .map((it, at) => ({ ...it, key: at < earlier ? `d1.${at + 1}` : `d3.${at - earlier + 1}` }))
        .filter((it) => it.startedAt !== null);
      const last = begun.at(-1);
      if ((hosting.kind === 'may') !== (before.kind === 'clean')) return false;
      if (begun.some((it) => !it.host)) return before.kind === 'here';
      if (!last || last.reason === 'host-lost') return before.kind === 'clean';
      return before.kind === 'handed' && before.handed.key === `r-aaaaaa.${last.key}`;
    }),
  );
});

test('says why it stays: setup commands, files that cannot travel, a conversation', () => {
  const state = stateOf([], 0);
  const dispatch = state.dispatches[2] as DispatchState;
  const why = (stage: StageWork, resume: string | null, of = state): string | null => {
    const it = hostingOf(of, dispatch, { n: 1, resume, stage });
    return it.kind === 'stays' ? it.because : null;
  };
  assert.match(why({ ...STAGE, setup: true }, null) ?? '', /setup/);
  assert.match(why(STAGE, 'conversation') ?? '', /conversation/);
  assert.match(why(STAGE, null, { ...state, base: {} } as unknown as RunState) ?? '', /cannot travel/);
});

test('a result of an executor whose dispatch is over is late, even from its last attempt; work that a host keeps is reported once', () => {
  const lost = { n: 1, state: 'ended', reason: 'host-lost', host: { node: 'h1', home: '/h1' } };
  const of = (more: object, notes: object[] = []): RunState =>
    ({
      life: { kind: 'executing' },
      notes,
      dispatches: [{ id: 'r-aaaaaa.d1', seat: 'bo', role: 'executor', accepted: null, ended: null, attempts: [lost], ...more }],
    }) as unknown as RunState;
  const from = { dispatch: 'r-aaaaaa.d1', attempt: 1, host: 'h1' };
  const digest = 'a'.repeat(64);
  assert.is(judgeDelivery(of({}), { ...from, digest }).kind, 'current');
  assert.is(judgeDelivery(of({ ended: { status: 'error' } }), { ...from, digest }).kind, 'late');
  assert.is(judgeDelivery(of({ ended: { status: 'error' }, role: 'analyser' }), { ...from, digest }).kind, 'current');
  const kept = { fence: { epoch: 1, dispatch: 1, attempt: 1 }, newer: { epoch: 1, dispatch: 1, attempt: 2 }, kept: 'commit c' };
  const note = withheldNote(of({}), from, kept);
  assert.match(note?.text ?? '', /kept there: commit c\./);
  assert.is(withheldNote(of({}, [note ?? {}]), from, kept), undefined);
  assert.is(withheldNote(of({}), from, { ...kept, kept: '' }), undefined, 'while its worker is still being ended');
});

test.run();
