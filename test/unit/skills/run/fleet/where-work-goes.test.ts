// The rules of a fleet about who may work where, for any hosts, runs and paths.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OfferedHost } from '../../../../../contracts/work/hosted.ts';
import { mayTake } from '../../../../../daemon/fleet/may-take.ts';
import { hostedIn, undecidedIn } from '../../../../../skills/run/fleet/hosted-in.ts';
import { judgeDelivery } from '../../../../../skills/run/fleet/judge-delivery.ts';
import { inHome } from '../../../../../skills/run/fleet/lead-taken.ts';
import { hostingOf } from '../../../../../skills/run/fleet/may-be-hosted.ts';
import { textInHome } from '../../../../../skills/run/fleet/own-paths.ts';
import { placeWorker } from '../../../../../skills/run/fleet/placement.ts';
import type { DispatchState, RunState } from '../../../../../skills/run/state.ts';

const test = suite('where the work of a fleet goes');

const KINDS = ['fan-out', 'convergence', 'critic', 'plan', 'phase-plan', 'verdict', 'execution', 'make'];
const WRITES = new Set(['execution', 'make', 'phase-plan']);
const ROLES = ['analyser', 'critic', 'planner', 'verifier', 'executor', 'report-writer'];
const BUNDLE = 'b'.repeat(64);

const runs = fc.record({ planned: fc.subarray(KINDS, { minLength: 1 }), added: fc.subarray(KINDS), bundled: fc.boolean() });
const stateOf = ({ planned, added, bundled }: { planned: string[]; added: string[]; bundled: boolean }): RunState =>
  ({
    created: { home: '/home/one', template: { phases: planned.map((kind) => ({ key: kind, kind })) } },
    phases: added.map((kind) => ({ template: { key: kind, kind } })),
    base: { gitDir: '/home/one/bases/p.git', ...(bundled ? { bundle: BUNDLE } : {}) },
    lead: { node: 'one', home: '/home/one', epoch: 1 },
  }) as unknown as RunState;

test('a run that may write anything is never given to a host or taken over by another node, whatever else it does', () => {
  fc.assert(
    fc.property(runs, fc.constantFrom(...ROLES), (run, role) => {
      const state = stateOf(run);
      const writes = [...run.planned, ...run.added].some((kind) => WRITES.has(kind));
      const asked = (resume: string | null) =>
        hostingOf(state, { role, attempts: [] } as unknown as DispatchState, { n: 1, resume, stage: undefined });
      const [resumed, hosted] = [asked('conversation'), asked(null)];
      const taken = mayTake(state, { node: 'two', home: '/home/two' });
      if (resumed.kind !== 'stays') return false;
      if (writes || !run.bundled) return hosted.kind === 'stays' && taken.kind === 'no';
      const may = hosted.kind === 'may' && hosted.bundle === BUNDLE;
      return may === ['analyser', 'critic', 'planner', 'verifier'].includes(role) && taken.kind === 'other';
    }),
  );
});

test('a worker waits for hosts exactly if one with this version offers its agent, and one is free if it has seats left', () => {
  const host = fc.record({
    version: fc.constantFrom('1', '2'),
    agents: fc.subarray(['ada', 'eve']),
    seats: fc.integer({ min: 1, max: 3 }),
    busy: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(host), (hosts) => {
      const able = hosts.filter((it) => it.version === '1' && it.agents.includes('ada'));
      const where = placeWorker('ada', '1', hosts as unknown as OfferedHost[]);
      if (able.length === 0) return where.kind === 'here' && (where.because === null) === (hosts.length === 0);
      return where.kind === 'hosts' && where.free === able.some((it) => it.busy < it.seats);
    }),
  );
});

const attempts = fc.array(
  fc.record({
    state: fc.constantFrom('starting', 'running', 'suspect', 'ending', 'ended'),
    reason: fc.constantFrom(null, 'host-lost', 'done', 'cancelled', 'silent'),
    host: fc.constantFrom(undefined, { node: 'h1', home: '/h1' }),
  }),
  { minLength: 1, maxLength: 4 },
);

const withAttempts = (all: { state: string; reason: string | null; host?: object | undefined }[], accepted: string | null): RunState =>
  ({
    life: { kind: 'executing' },
    notes: [],
    dispatches: [
      {
        id: 'r-aaaaaa.d1',
        seat: 'ada',
        accepted: accepted === null ? null : { digest: accepted },
        attempts: all.map((it, at) => ({ n: at + 1, ...it })),
      },
    ],
  }) as unknown as RunState;

test('a delivered result counts only for the newest attempt of a dispatch without one; that of an abandoned attempt is reported, and nothing else', () => {
  fc.assert(
    fc.property(
      attempts,
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(null, 'a'.repeat(64), 'c'.repeat(64)),
      (all, attempt, accepted) => {
        const digest = 'a'.repeat(64);
        const judged = judgeDelivery(withAttempts(all, accepted), { dispatch: 'r-aaaaaa.d1', attempt, host: 'h1', digest });
        const own = all[attempt - 1];
        if (!own || accepted === digest) return judged.kind === 'nothing';
        if (attempt === all.length && accepted === null) return judged.kind === 'current';
        return judged.kind === (own.reason === 'host-lost' ? 'late' : 'nothing');
      },
    ),
  );
});

test('every running attempt is either on its host, or possibly anywhere, or about to start', () => {
  fc.assert(
    fc.property(attempts, (all) => {
      const state = withAttempts(all, null);
      const hosted = new Set(hostedIn(state).map((it) => it.key));
      const undecided = new Set(undecidedIn(state));
      return all.every((it, at) => {
        const key = `r-aaaaaa.d1.${at + 1}`;
        const lives = it.state !== 'ended';
        if (it.host) return hosted.has(key) === (lives || it.reason === 'host-lost') && !undecided.has(key);
        return !hosted.has(key) && undecided.has(key) === (lives && it.state !== 'starting');
      });
    }),
  );
});

test('a path is translated to another home and back, and so is a text; paths elsewhere stay', () => {
  const part = fc.stringMatching(/^[a-z][a-z.-]{0,8}$/);
  fc.assert(
    fc.property(part, part, fc.array(part, { minLength: 1, maxLength: 3 }), (one, two, rest) => {
      const [before, now] = [`/homes/${one}`, `/others/${two}`];
      const path = `${before}/${rest.join('/')}`;
      assert.is(inHome(path, before, now), `${now}/${rest.join('/')}`);
      assert.is(inHome(inHome(path, before, now), now, before), path);
      assert.is(inHome(`${before}x/y`, before, now), `${before}x/y`);
      assert.is(textInHome(`read ${path}, not ${before}x/y`, before, now), `read ${now}/${rest.join('/')}, not ${before}x/y`);
    }),
  );
});

test.run();
