// Whatever a run that carries out a plan is told of its stages, and in whatever order: what it decides the catalogue
// accepts, and so does the fold. The stages are few, so that what is told meets one that waits for it.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../contracts/errors.ts';
import { OpenedPlan } from '../../../../contracts/plan/opened-plan.ts';
import { Change, Snapshot, StageProof } from '../../../../contracts/plan/proof.ts';
import { Proposal } from '../../../../contracts/plan/proposal.ts';
import { UnionProof } from '../../../../contracts/plan/union.ts';
import { freeText } from '../../../../contracts/text.ts';
import { timestamp } from '../../../../contracts/time.ts';
import { decideRun, type RunInput } from '../../../../daemon/lead/run/decide-run.ts';
import { nextRun } from '../../../../daemon/lead/run/next-run.ts';
import { tryFold } from '../../../../daemon/lead/run/try-fold.ts';
import { runSteps, stepsOf } from '../../../../runtime/steps.ts';
import { eventCatalogue } from '../../../../skills/events.ts';
import type { RunEvent } from '../../../../skills/phases/events.ts';
import type { StageObservation } from '../../../../skills/phases/execution/effects.ts';
import type { Executed } from '../../../../skills/phases/execution/life/stage-state.ts';
import type { RunState } from '../../../../skills/run/state.ts';
import { attemptEnded, bound, prompt, seat, started } from '../../daemon/lead/test-run.ts';
import { ANSWER, file, seen, session } from '../../skills/dispatch/situation.ts';
import { always } from '../corpus.ts';
import { fromSchema } from '../from-schema.ts';
import { type HostileInput, hostileInput } from './hostile-inputs.ts';

const test = suite('decisions about stages');
const KEY = 'execution';

const GRAPHS: string[][][] = [[[]], [[], []], [[], ['a']], [[], ['a'], ['a', 'b']]];
const opened = fc
  .tuple(fromSchema(OpenedPlan, true), fc.constantFrom(0, 0, 0, 3), fc.constantFrom(...GRAPHS))
  .map(([plan, moves, graph]): OpenedPlan => {
    const [first] = plan.stages;
    const stages = graph.map((dependsOn, n) => ({ ...(plan.stages[n] ?? first), id: 'abc'.charAt(n), dependsOn, files: ['**/*'] }));
    return { ...plan, stages, skipped: [], moved: plan.moved.slice(0, moves) } as OpenedPlan;
  });
const stages = ({ memory }: RunState) => (memory[KEY]?.own as Executed | undefined)?.stages ?? [];

const BEGINS = ['pending', 'rejected', 'unproved', 'unavailable'];
const FITS: Partial<Record<StageObservation['kind'], readonly string[]>> = {
  'stage-granted': BEGINS,
  'stage-held': BEGINS,
  'stage-replayed': BEGINS,
  'stage-prepared': ['claimed'],
  'stage-unavailable': ['claimed'],
  'stage-sealed': ['proposed'],
  'stage-proved': ['verifying'],
};

/** An observation about a stage as it is, and sometimes about another attempt at it. */
const told = <T extends object>(kind: StageObservation['kind'], made: fc.Arbitrary<T>): fc.Arbitrary<HostileInput> =>
  fc.tuple(made, fc.nat(2), fc.boolean()).map(([it, nth, late]) => (state, at) => {
    const all = stages(state);
    const begun = all.filter((one) => FITS[kind]?.includes(one.state));
    const stage = begun[0] ?? all[nth % Math.max(1, all.length)];
    const attempt = (stage?.attempt ?? 0) + (late && nth === 2 ? 1 : 0) + (FITS[kind] === BEGINS ? 1 : 0);
    const observation = { kind, phase: KEY, stage: stage?.stage.id ?? 'a', attempt, ...it } as unknown as StageObservation;
    return { kind: 'observation', observed: { of: 'prove-stage:a.1', at, observation } };
  });

/** An observation about the union that is being proved, if there is one. */
const union: fc.Arbitrary<HostileInput> = fromSchema(UnionProof, true).map((proof) => (state, at) => {
  const own = state.memory[KEY]?.own as Executed | undefined;
  const n = own?.unions.find((one) => !one.proof)?.n ?? 1;
  return {
    kind: 'observation',
    observed: { of: `prove-union:${KEY}.${n}`, at, observation: { kind: 'union-proved', phase: KEY, n, proof } },
  };
});

const spoken = fc.constantFrom('', 'x', 'y\u0000\u202e'.repeat(3_000), '😀'.repeat(40_000));
const EARLIER = fc.constantFrom('r-aaaaaa', 'r-bbbbbb');
/** In the order of the list below. */
const KINDS: readonly StageObservation['kind'][] = [
  'plan-opened',
  'stage-granted',
  'stage-held',
  'stage-replayed',
  'stage-prepared',
  'stage-unavailable',
  'stage-sealed',
  'stage-proved',
];
const OF_STAGES: fc.Arbitrary<HostileInput>[] = [
  told('plan-opened', fc.record({ opened, elsewhere: fc.array(fc.constantFrom('a', 'b'.repeat(5_000)), { maxLength: 3 }) })),
  told(
    'stage-granted',
    fc.record({ until: fc.constant(timestamp(Date.UTC(2026, 0, 1))), passedOver: fc.option(fc.record({ run: EARLIER, why: spoken })) }),
  ),
  told('stage-held', fc.record({ by: EARLIER })),
  told(
    'stage-replayed',
    fc.record({
      run: EARLIER,
      base: fromSchema(Snapshot),
      head: fromSchema(Snapshot),
      changes: fc.array(fromSchema(Change, true), { maxLength: 3 }),
      proposal: fc.option(fromSchema(Proposal, true)),
      there: fc.boolean(),
    }),
  ),
  told('stage-prepared', fc.record({ base: fromSchema(Snapshot), path: fc.constantFrom('/place', `/${'p'.repeat(900)}`) })),
  told('stage-unavailable', fc.record({ why: spoken })),
  told(
    'stage-sealed',
    fc.record({
      head: fromSchema(Snapshot),
      changes: fc.oneof(fc.constant([{ status: 'M' as const, path: 'src/a.ts' }]), fc.array(fromSchema(Change, true), { maxLength: 3 })),
      problems: fc.oneof(fc.constant([]), fc.array(fromSchema(freeText(2_000), true), { maxLength: 2 })),
    }),
  ),
  told('stage-proved', fc.record({ proof: fromSchema(StageProof, true) })),
  union,
];

/** The newest worker goes one step on: asked, begun, answered with a proposal, over. */
const works: fc.Arbitrary<HostileInput> = fc.oneof(fromSchema(Proposal), fromSchema(Proposal, true)).map((proposal) => (state, at) => {
  const it = state.dispatches.at(-1);
  if (!it) return { kind: 'tick' };
  const attempt = it.attempts.at(-1);
  const seeing = (of: string, observation: Parameters<typeof observed>[1]) => observed(of, observation, at);
  if (!attempt) return seeing(`write-prompt:${it.id}.1`, prompt(it.id, 1, 'first'));
  if (attempt.state === 'starting') return seeing(`start:${it.id}.${attempt.n}`, started(it.id, attempt.n));
  if (it.accepted) return seeing(`end:${it.id}.${attempt.n}`, attemptEnded(it.id, attempt.n));
  const answer = { ...ANSWER, role: 'executor', dispatch: it.id, nonce: attempt.nonce, findings: [], proposal };
  const look = seen({ session: session({}), result: file(answer) });
  return seeing(`look:${it.id}.${attempt.n}:running`, { kind: 'looked', dispatch: it.id, attempt: attempt.n, look });
});

function observed(of: string, observation: Extract<RunInput, { kind: 'observation' }>['observed']['observation'], at: number): RunInput {
  return { kind: 'observation', observed: { of, at, observation } };
}

const ofStage = (kind: StageObservation['kind']): fc.Arbitrary<HostileInput> => {
  const found = KINDS.indexOf(kind);
  return OF_STAGES[found] ?? works;
};

/** What comes next in the life of the first stage that is at work, so that some come to their end. */
const fits: fc.Arbitrary<HostileInput> = fc
  .tuple(ofStage('stage-granted'), ofStage('stage-prepared'), works, ofStage('stage-sealed'), ofStage('stage-proved'))
  .map(([granted, prepared, worked, sealed, proved]) => (state, at) => {
    const next: Record<string, HostileInput> = { claimed: prepared, working: worked, proposed: sealed, verifying: proved };
    const begun = stages(state).find((it) => it.state in next);
    return (next[begun?.state ?? ''] ?? granted)(state, at);
  });

test('are valid events, and lead to a state from which the run continues', () => {
  const seenTypes = new Map<string, number>();
  const steps = fc.array(
    fc.record({
      told: fc.oneof(
        { weight: 20, arbitrary: fc.oneof(...OF_STAGES) },
        { weight: 20, arbitrary: works },
        { weight: 20, arbitrary: fits },
        { weight: 1, arbitrary: hostileInput },
      ),
      after: fc.constantFrom(0, 1, 1_000, 60_000),
    }),
    { minLength: 4, maxLength: 30 },
  );
  const first = bound([seat('one', 'command', 'executor')], { plan: 'r-cccccc', phases: [{ key: KEY, kind: 'execution' }] }).state();
  always(
    fc.tuple(opened, steps),
    ([plan, all]) => {
      let state = first;
      let at = state.lastAt;
      const begun: HostileInput = () => observed(`open-plan:${KEY}`, { kind: 'plan-opened', phase: KEY, opened: plan, elsewhere: [] }, at);
      for (const { told: make, after } of [{ told: begun, after: 0 }, ...all]) {
        at += after;
        const events = decided(state, make(state, at), at);
        for (const event of events) {
          eventCatalogue.check(`run/${state.id}`, event);
          seenTypes.set(event.type, (seenTypes.get(event.type) ?? 0) + 1);
        }
        state = tryFold(state, events, at);
        for (const it of nextRun(state, at).wanted) assert.is(runSteps(stepsOf(it.effect())).kind, it.key.split(':')[0]);
      }
    },
    300,
  );
  const missing = [
    'stages.planned',
    'stage.awaited',
    'stage.replayed',
    'stage.claimed',
    'stage.prepared',
    'stage.proposed',
    'stage.sealed',
    'stage.proved',
    'stage.settled',
  ];
  assert.equal(
    missing.filter((it) => !seenTypes.has(it)),
    [],
  );
});

/** A command that is refused with a person's mistake has decided nothing. */
function decided(state: RunState, input: RunInput, at: number): RunEvent[] {
  try {
    return runSteps(decideRun(state, input, at));
  } catch (error) {
    if (error instanceof MusterError && error.class === 'user') return [];
    throw error;
  }
}

test.run();
