// Simulates one seed from its first event until some time after its end, and then checks it.

import { digestOf } from '../../runtime/canonical.ts';
import { unseal } from '../../runtime/ledger/digest.ts';
import type { HouseRecord, RunRecord } from '../../skills/events.ts';
import { openGates } from '../../skills/run/gates/gates.ts';
import type { RunState } from '../../skills/run/state.ts';
import type { Fault } from './fault-plan.ts';
import type { Counts } from './invariants/counts.ts';
import { checkEnd, checkKept } from './invariants/end-invariants.ts';
import { BrokenInvariant, must } from './invariants/invariant.ts';
import { shapeOf } from './simulated/project.ts';
import { createWorld } from './world/create-world.ts';
import { RUN } from './world/first-event.ts';
import { commitsOf, plannedRun } from './world/planned-run.ts';
import { settled } from './world/time.ts';
import type { Options, World } from './world/world.ts';

export type Outcome = {
  broken: BrokenInvariant | undefined;
  journal: readonly RunRecord[];
  /** The journal of the house that it ran in. */
  house: readonly HouseRecord[];
  state: RunState;
  counts: Counts;
  /** In the order in which they occurred. */
  faults: Fault[];
};

const HOUR = 3_600_000;
/** How long a run may take, unless it waits for a person; one that takes longer waits for something that never comes. */
const HORIZON = 60 * HOUR;
const MOST_STEPS = 300_000;
/** Time after the end, for the house and for late answers. */
const EPILOGUE = 60_000;

export async function simulate(seed: number, options: Options = {}): Promise<Outcome> {
  const earlier = options.stages ? commitsOf(await plannedRun(shapeOf(seed), simulate)) : [];
  const world = createWorld(seed, { ...options, earlier });
  let broken: BrokenInvariant | undefined;
  try {
    await live(world);
    examine(world);
  } catch (error) {
    if (!(error instanceof BrokenInvariant)) throw error;
    broken = error;
  }
  const { counts, faults } = world;
  for (const { kind } of faults.struck) counts[kind]++;
  if (!broken) counts.finished++;
  const [journal, house] = [world.ledger.journal(`run/${RUN}`), world.ledger.journal('house')];
  return { broken, journal, house, state: world.state(), counts, faults: faults.struck };
}

async function live(world: World): Promise<void> {
  const { time } = world;
  await settled();
  let until = HORIZON;
  let over: number | undefined;
  for (let steps = 0; ; steps++) {
    const broken = world.broken();
    if (broken) throw broken;
    const states = world.states();
    if (world.state().life.kind === 'ended') world.ended();
    if (states.every((it) => it.life.kind === 'ended') && world.allBegun()) {
      over ??= time.now();
      const rest = hasPlace(world) || states.some(({ report }) => report?.stub === true);
      if (time.now() > over + EPILOGUE && (!rest || time.now() > over + 2 * HOUR)) return;
    } else {
      // A pause by a person is not a fault and may last a month, and so may an unanswered question.
      const forPerson = states.some((it) => it.paused !== null || openGates(it).length > 0 || it.life.kind === 'awaiting-consent');
      if (forPerson) until = time.now() + HORIZON;
      must(time.now() < until, 'always-moving', () => `${lives(states)} after ${Math.round(time.now() / HOUR)} hours`);
      must(steps < MOST_STEPS, 'always-moving', () => `${MOST_STEPS} steps and no end; ${lives(states)}`);
    }
    const went = world.goOn();
    if (!went && over !== undefined) return;
    must(went, 'always-moving', () => `nothing is due any more and ${lives(world.states())}`);
    await settled();
  }
}

function examine(world: World): void {
  for (const state of world.states()) checkEnd(world, state, world.ledger.journal(`run/${state.id}`));
  checkKept(world);
  checkChain(world);
  must(!hasPlace(world), 'place', () => 'the run has ended and still has its place');
}

function hasPlace(world: World): boolean {
  const { active, waiting } = world.houseState();
  return world.states().some(({ id }) => active.includes(id) || waiting.includes(id));
}

const lives = (states: readonly RunState[]): string => states.map(({ id, life }) => `${id} is ${life.kind}`).join(', ');

/** Changes an event on the disk: its digest does not match or, if that was changed too, the event after it does not. */
function checkChain({ ledger, random }: World): void {
  const stream = `run/${RUN}` as const;
  const bodies = ledger.bodies(stream);
  const journal = ledger.journal(stream);
  const at = random('a forged event').between(1, bodies.length - 2);
  const [before, it, after] = [journal[at - 1], journal[at], journal[at + 1]];
  if (!before || !it || !after) return;
  const forged = (bodies[at] ?? '').replace('"actor":{"kind":"', '"actor":{"kind":"other-');
  const noticed = typeof unseal(forged, it.digest, stream, it.seq, before.digest) === 'string';
  must(noticed, 'chain', () => `event ${it.seq} was changed, and reads as if it had not been`);
  const followed = typeof unseal(bodies[at + 1] ?? '', after.digest, stream, after.seq, digestOf(forged)) === 'string';
  must(followed, 'chain', () => `event ${it.seq} was replaced by another one, and event ${after.seq} follows it`);
}
