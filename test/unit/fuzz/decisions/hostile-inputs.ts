// Everything that a run may be told: each observation and command in any state, with texts at and beyond their limits. Names are mostly
// those of existing things; what comes from a worker is arbitrary.

import fc from 'fast-check';
import { SourceAudit } from '../../../../contracts/findings/work-verdict.ts';
import { RunCommand } from '../../../../contracts/run/command.ts';
import { Note, SHARED_EVENTS, type SharedEventOf, type SharedEventType } from '../../../../contracts/run/run-event.ts';
import { AttemptReason } from '../../../../contracts/work/dispatch.ts';
import { Result } from '../../../../contracts/work/result.ts';
import { SessionView } from '../../../../contracts/work/session.ts';
import type { RunInput } from '../../../../daemon/lead/run/decide-run.ts';
import { digestOf } from '../../../../runtime/canonical.ts';
import type { Look } from '../../../../runtime/watch/look.ts';
import type { ProgramEnd, RunObservation } from '../../../../skills/run/effect.ts';
import type { AttemptState, DispatchState, RunState } from '../../../../skills/run/state.ts';
import { fromSchema } from '../from-schema.ts';

/** Made for the state that it meets. */
export type HostileInput = (state: RunState, at: number) => RunInput;

type Payload<T extends SharedEventType> = SharedEventOf<T>['payload'];
/** Those of a plan that is carried out, and of prompts, are of phases that no simulated run has. */
type Kind = Exclude<
  RunObservation['kind'],
  'plan-opened' | 'plan-refused' | 'union-proved' | `stage-${string}` | `prompt-${string}` | `artifact-${string}` | 'making-refused'
>;
type Made<K extends Kind> = fc.Arbitrary<(place: Place) => Extract<RunObservation, { kind: K }>>;

/** Which dispatch and attempt an observation is of, and when it was made. */
type Place = { state: RunState; dispatch: DispatchState | undefined; attempt: AttemptState | undefined; at: number };

const payload = <T extends SharedEventType>(type: T): fc.Arbitrary<Payload<T>> =>
  fromSchema(SHARED_EVENTS[type], true) as unknown as fc.Arbitrary<Payload<T>>;

const named = ({ dispatch, attempt }: Place) => ({ dispatch: dispatch?.id ?? 'r-aaaaaa.d99', attempt: attempt?.n ?? 1 });

const long = fc.constantFrom('', 'x', 'y\u0000\u202e'.repeat(3_000), '😀'.repeat(40_000));
const failure = fc.record({
  code: fc.constantFrom('io-failed' as const, 'git-failed' as const, 'internal' as const),
  message: long,
  hint: long,
});

const answer = fromSchema(Result, true);

/** An answer as its own worker would name it, or with names of nobody. */
function bytesOf(result: object, { dispatch, attempt, state }: Place): Uint8Array {
  const { findings: asked = [], role } = dispatch ?? {};
  const about = [...asked, ...state.gaps.flatMap((it) => it.id ?? [])];
  const { verdicts = [] } = result as { verdicts?: object[] };
  const named = verdicts.map((it, n) => ({ ...it, ...(about[n] === undefined ? {} : { finding: about[n] }) }));
  return new TextEncoder().encode(JSON.stringify({ ...result, verdicts: named, dispatch: dispatch?.id, nonce: attempt?.nonce, role }));
}

const look: fc.Arbitrary<(place: Place) => Look> = fc
  .record({
    session: fc.option(fromSchema(SessionView), { nil: undefined }),
    result: fc.oneof(
      fc.constantFrom('none' as const, 'half' as const),
      long.map((why) => ({ why })),
      answer.map((whole) => ({ whole })),
    ),
    times: fc.tuple(fc.constantFrom(0, 1, 1e9), fc.constantFrom(0, 1, 1e9), fc.option(fc.constantFrom(0, 1e9))),
    waits: fc.option(long, { nil: undefined }),
  })
  .map(({ session, result, times: [endedFor, unchangedFor, quietBeat], waits }) => (place: Place): Look => {
    const there = (bytes: Uint8Array): Look['result'] => ({ kind: 'there', bytes, digest: digestOf(bytes), unchangedFor });
    const sight = (): Look['result'] => {
      if (result === 'none') return { kind: 'none' };
      if (result === 'half') return there(new TextEncoder().encode('{"dispatch": "r-'));
      return 'why' in result ? { kind: 'refused', why: result.why } : there(bytesOf(result.whole, place));
    };
    return { at: place.at, session, endedFor, result: sight(), quietBeat, ...(waits === undefined ? {} : { waits }) };
  });

const because: fc.Arbitrary<ProgramEnd | null> = fc.option(fc.record({ reason: fc.constantFrom(...AttemptReason.options), detail: long }));

const without = <T extends object, K extends keyof T>(it: T, ...keys: K[]): Omit<T, K> => {
  const copy = { ...it };
  for (const key of keys) delete copy[key];
  return copy;
};

const looked = <K extends 'looked' | 'late' | 'orphan'>(kind: K) =>
  look.map((made) => (place: Place) => ({ kind, ...named(place), look: made(place) }) as unknown as Extract<RunObservation, { kind: K }>);

const OBSERVATIONS: { [K in Kind]: Made<K> } = {
  'queued': payload('run.queued').map(({ waitsFor }) => () => ({ kind: 'queued', waitsFor })),
  'admitted': fc.constant(() => ({ kind: 'admitted' })),
  'consent-missing': payload('consent.awaited').map((it) => () => ({ kind: 'consent-missing', ...it })),
  'consented': payload('consent.given').map((it) => () => ({ kind: 'consented', ...it })),
  'captured': fc
    .tuple(payload('base.captured'), fc.array(fromSchema(Note, true), { maxLength: 2 }))
    .map(([{ base, commands }, notes]) => () => ({ kind: 'captured', base, dismissed: [], notes, ...(commands ? { commands } : {}) })),
  'bound': payload('run.bound').map(({ sought, ...it }) => () => ({ kind: 'bound', ...it, ...(sought ? { sought } : {}) })),
  'refused': failure.map((it) => () => ({ kind: 'refused', failure: it })),
  'sought': payload('dispatch.sought').map(({ sought, claims, miss }) => (place) => ({
    kind: 'sought',
    ...{ dispatch: named(place).dispatch, sought: sought ?? null, claims, miss },
  })),
  'reused': fc
    .tuple(payload('dispatch.reused'), answer)
    .map(([{ from, sought, digest, bytes, saved, model, receipt }, result]) => (place) => ({
      kind: 'reused',
      ...{ dispatch: named(place).dispatch, from, sought, digest, bytes, saved, model: model ?? null, receipt: receipt ?? null },
      result: result as Result,
    })),
  'workplace': payload('workplace.ready').map(({ path }) => (place) => ({
    kind: 'workplace',
    dispatch: named(place).dispatch,
    seat: place.dispatch?.seat ?? 'x',
    path,
  })),
  'prompt': payload('prompt.written').map(({ kind, ...it }) => (place) => ({ ...it, as: kind, ...named(place), kind: 'prompt' })),
  'started': payload('attempt.started').map(({ pid, argv, model, host, here }) => (place) => ({
    ...{ kind: 'started' as const, pid, argv, model, ...named(place) },
    ...(host ? { host } : {}),
    ...(here === undefined ? {} : { here }),
  })),
  'not-started': payload('attempt.ending').map((it) => (place) => ({ kind: 'not-started', ...without(it, 'seat'), ...named(place) })),
  'looked': looked('looked'),
  'late': looked('late'),
  'orphan': looked('orphan'),
  'held': payload('provider.held').map((it) => () => ({ kind: 'held', ...it })),
  'released': payload('provider.released').map(({ provider }) => ({ state }) => ({
    kind: 'released',
    provider: Object.keys(state.holds)[0] ?? provider,
  })),
  'ended': fc
    .tuple(payload('attempt.ended'), look, because)
    .map(([{ estimate, session, model, unread, ...it }, made, said]) => (place) => ({
      kind: 'ended',
      ...without(it, 'seat', 'reason', 'detail', 'resetAt'),
      ...(estimate ? { estimate } : {}),
      ...(session === undefined ? {} : { session }),
      ...(model === undefined ? {} : { model }),
      ...(unread ? { unread } : {}),

      ...named(place),
      look: made(place),
      because: said,
    })),
  'evidence': payload('evidence.checked').map(({ receipt, ...it }) => (place) => ({
    kind: 'evidence',
    ...it,
    ...(receipt ? { receipt } : {}),
    gaps: it.gaps ?? [],
    dispatch: named(place).dispatch,
  })),
  'audited': fromSchema(SourceAudit, true).map((audit) => ({ state }) => ({
    kind: 'audited',
    phase: state.phases.find((it) => it.state === 'running')?.template.key ?? 'verdict',
    audit,
  })),
  'composed': payload('report.composed').map((it) => () => ({ kind: 'composed', ...it })),
  'violated': payload('workplace.changed').map((it) => () => ({ kind: 'violated', violations: [it] })),
  'cleared': fc.constant(() => ({ kind: 'cleared', moved: 0 })),
  'failed': failure.map((it) => () => ({ kind: 'failed', failure: it })),
};

const KINDS = Object.keys(OBSERVATIONS) as Kind[];

/** The key of the effect that most likely saw it; only some rules ask for it. */
function keyOf(kind: RunObservation['kind'], { dispatch, attempt }: Place): string {
  if (kind === 'refused') return 'bind';
  return dispatch ? `start:${dispatch.id}.${attempt?.n ?? 1}` : 'capture-base';
}

const observation: fc.Arbitrary<HostileInput> = fc
  .tuple(
    fc.constantFrom(...KINDS).chain((kind) => OBSERVATIONS[kind] as fc.Arbitrary<(place: Place) => RunObservation>),
    fc.nat(50),
  )
  .map(([made, nth]) => (state, at) => {
    // The newest are those with which something is under way.
    const dispatch = state.dispatches.at(-1 - (nth % Math.max(1, Math.min(state.dispatches.length, 8))));
    const place = { state, dispatch, attempt: dispatch?.attempts.at(-1 - Math.floor(nth / 40)) ?? dispatch?.attempts.at(-1), at };
    const told = made(place);
    return { kind: 'observation', observed: { of: keyOf(told.kind, place), at, observation: told } };
  });

const command: fc.Arbitrary<HostileInput> = fc
  .tuple(fromSchema(RunCommand, true), fc.nat(10), fc.boolean())
  .map(([order, nth, theirs]) => (state) => {
    const gate = state.gates.at(-1 - (nth % Math.max(1, state.gates.length)))?.gate;
    const { id: run } = state;
    if (order.kind !== 'answer' || !gate || !theirs) return { kind: 'command', command: { ...order, run } };
    const offered = gate.offers[nth % gate.offers.length]?.answer ?? order.answer;
    return { kind: 'command', command: { ...order, run, gate: gate.id, shown: gate.shown, answer: offered } };
  });

const other: fc.Arbitrary<HostileInput> = fc.oneof(
  fc.constant<HostileInput>(() => ({ kind: 'tick' })),
  fc.constantFrom(-1e9, -1, 0, 1, 1e9).map(
    (by): HostileInput =>
      () => ({ kind: 'jumped', by }),
  ),
  fc.constantFrom(0, 1e5, 1e12).map(
    (alone): HostileInput =>
      () => ({ kind: 'opened', alone }),
  ),
  failure.map(
    (it): HostileInput =>
      () => ({ kind: 'refused', failure: it }),
  ),
  fc.tuple(command, long).map(
    ([made, why]): HostileInput =>
      (state, at) => {
        const it = made(state, at);
        return it.kind === 'command' ? { kind: 'forbidden', command: it.command, why } : it;
      },
  ),
);

export const hostileInput: fc.Arbitrary<HostileInput> = fc.oneof(
  { weight: 8, arbitrary: observation },
  { weight: 3, arbitrary: command },
  { weight: 2, arbitrary: other },
);
