// Checks results that are reused from earlier runs, and work that two runs want at the same time, against what the workers wrote,
// what they were asked, and which processes are alive.

import { runOf } from '../../../contracts/ids.ts';
import { flagsOf } from '../../../skills/dispatch/anomalies.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { keyOf } from '../../../skills/reuse/key.ts';
import { mayStillBring } from '../../../skills/reuse/may-reuse.ts';
import type { RunObservation } from '../../../skills/run/effect.ts';
import { type DispatchState, dispatchOf, type RunState, seatOf } from '../../../skills/run/state.ts';
import { isAlive } from '../world/host.ts';
import type { World } from '../world/world.ts';
import { BrokenInvariant, must } from './invariant.ts';
import { isAnswer } from './invariants.ts';

type Reused = Extract<RunEvent, { type: 'dispatch.reused' }>['payload'];

export function checkReuseEvent(world: World, state: RunState, event: RunEvent): void {
  if (event.type === 'dispatch.reused') checkReused(world, state, event.payload);
  if (event.type === 'result.accepted' || event.type === 'dispatch.reused') checkOneVoice(state, event.payload.dispatch);
}

function checkReused(world: World, state: RunState, { dispatch: id, from, sought, digest }: Reused): void {
  const sound = (holds: boolean, what: string) => must(holds, 'reused-is-sound', () => `${id} is given the result of ${from}, ${what}`);
  const there = world.stateOf(runOf(from));
  const origin = dispatchOf(there, from);
  const own = dispatchOf(state, id);
  if (!origin || !own) throw new BrokenInvariant('reused-is-sound', `${id} is given the result of ${from}, which is not there`);
  sound(origin.accepted?.digest === digest && origin.ended?.status === 'completed', 'which was not accepted as that');
  sound(origin.reused === null, 'which is not its own');
  const nonce = origin.attempts.find((it) => it.n === origin.accepted?.attempt)?.nonce ?? '';
  sound(isAnswer(world.desk.papers.get(digest), from, nonce), 'which no worker wrote for it');
  sound(origin.inconclusive === null, 'which shows no look at anything');
  sound(flagsOf(there, origin).length === 0, `about which something is odd: ${flagsOf(there, origin)}`);
  sound(keyOf(sought.fields) === sought.key && origin.sought?.key?.key === sought.key, 'under another key');
  sound(asks(state, own) === asks(there, origin), `which was asked something else: ${asks(there, origin)}, and not ${asks(state, own)}`);
  sound(isInUse(world, there.id, from), 'which a person took out of use, or which was never kept');
  sound(!state.created.task.force, 'though everything was to be done again');
}

/** What an answer belongs to, determined from the inputs of the runs and not from the key. */
function asks(state: RunState, { seat: name, skill, role, findings }: DispatchState): string {
  const { agent, model, provider } = seatOf(state, name) ?? {};
  const { brief, scope, type } = state.created.task;
  return JSON.stringify([skill, role, findings.length, name, agent, model, provider, state.base?.tree, brief, scope, type]);
}

function isInUse({ ledger }: World, run: string, dispatch: string): boolean {
  let inUse = false;
  for (const { type, payload } of ledger.journal(`run/${run}`)) {
    if (type === 'result.kept' && payload.dispatch === dispatch) inUse = true;
    if (type === 'result.forgotten' && payload.kept.some(({ owner }) => owner === dispatch)) inUse = false;
  }
  return inUse;
}

/** Seats that are asked the same question each need a separate answer. */
function checkOneVoice({ dispatches }: RunState, id: string): void {
  const own = dispatches.find((it) => it.id === id);
  const other = dispatches.find((it) => it.id !== id && it.accepted !== null && it.accepted.digest === own?.accepted?.digest);
  must(!other, 'one-voice', () => `${id} and ${other?.id} have one answer`);
}

/** Called when a session starts: no other session may be doing the same work, unless it cannot deliver for now. */
export function checkAlone(world: World, id: string, session: string): void {
  const own = dispatchOf(world.stateOf(runOf(id)), id);
  const key = own?.sought?.key?.key;
  if (key === undefined) return;
  for (const it of world.host.sessions.values()) {
    if (it.dispatch === id || !isAlive(it)) continue;
    const other = dispatchOf(world.stateOf(runOf(it.dispatch)), it.dispatch);
    if (other?.sought?.key?.key !== key) continue;
    const both = own?.sought?.claims === true && other.sought.claims;
    const claimed = world.states().some(({ dispatches }) => dispatches.some((one) => one.sought?.key?.key === key && one.sought.claims));
    must(!both && claimed, 'one-works-on-a-key', () => `${session} starts beside ${it.key}, on the same key`);
  }
}

const MAY_WORK_BESIDE: ReadonlySet<string> = new Set(['busy', 'forced']);

/** Called after each look for an earlier result: no work may start while another dispatch can still deliver that result. */
export function checkSought(world: World, observation: RunObservation): void {
  if (observation.kind !== 'sought' || observation.claims || !observation.sought || MAY_WORK_BESIDE.has(observation.miss.why)) return;
  const { dispatch, sought } = observation;
  for (const state of world.states())
    for (const it of state.dispatches) {
      const works = it.id !== dispatch && it.sought?.key?.key === sought.key && it.sought.claims && mayStillBring(state, it);
      must(!works, 'one-works-on-a-key', () => `${dispatch} does not wait for ${it.id}, which works on the same`);
    }
}
