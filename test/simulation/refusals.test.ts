// A ledger that takes no event of one type from the lead, whichever it is: the run ends all the same, as failed, with
// a report that says so, and nothing of it lives on.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RUN_EVENTS, type RunEventType } from '../../skills/phases/events.ts';
import { NO_FAULTS } from './fault-plan.ts';
import { createWorld } from './world/create-world.ts';
import { isAlive } from './world/host.ts';
import { settled } from './world/time.ts';
import type { Options, World } from './world/world.ts';

const STORIES: readonly [seed: number, options: Options][] = [
  [3, { rates: NO_FAULTS, behaviours: ['good', 'hang-silent', 'invalid', 'half-then-whole', 'never-starts'], planned: true }],
  [4, { rates: NO_FAULTS, behaviours: ['good', 'stays', 'other-nonce', 'crash'] }],
  [5, { rates: NO_FAULTS, behaviours: ['good'], planned: true }],
  [7, { rates: NO_FAULTS, behaviours: ['good'], planned: true }],
  [9, { rates: NO_FAULTS, behaviours: ['blocked', 'good', 'late'] }],
];
/** No run can end without these. */
const NEEDED: ReadonlySet<string> = new Set(['run.created', 'run.concluding', 'run.cleared', 'report.composed', 'run.ended']);

const refusals = suite('a ledger that refuses what the lead decides');

async function livedThrough(seed: number, options: Options): Promise<World> {
  const world = createWorld(seed, options);
  await settled();
  for (let steps = 0; world.state().life.kind !== 'ended'; steps++) {
    const broken = world.broken();
    if (broken) throw broken;
    assert.ok(steps < 20_000, `the run is ${world.state().life.kind} after ${steps} steps`);
    assert.ok(world.goOn(), `nothing is due any more, and the run is ${world.state().life.kind}`);
    await settled();
  }
  return world;
}

const journalOf = (world: World) => world.ledger.journal(`run/${world.state().id}`);

/** Each type of event with a journal that contains it. */
const found = new Map<string, (typeof STORIES)[number]>();
for (const story of STORIES)
  for (const { type } of journalOf(await livedThrough(...story))) if (!NEEDED.has(type) && !found.has(type)) found.set(type, story);

refusals('in stories that have most kinds of events', () => {
  assert.ok(found.size > 35, [...found.keys()].join(', '));
});

for (const [type, [seed, options]] of found) {
  refusals(`${type}: the run concludes as failed, with a stub`, async () => {
    const world = await livedThrough(seed, { ...options, refuses: type as RunEventType });
    const { life, report, dispatches, phases } = world.state();
    assert.equal(life.kind === 'ended' && [life.outcome, life.reason], ['failed', 'decision-refused']);
    assert.match(life.kind === 'ended' ? life.message : '', `${type} cannot be written`);
    assert.is(report?.stub, true);
    assert.not(journalOf(world).some((it) => it.type === type));
    assertOver(world);
    assert.ok(dispatches.every((it) => it.ended !== null && it.attempts.every(({ state }) => state === 'ended')));
    assert.ok(phases.every((it) => it.state !== 'running' && it.state !== 'pending'));
  });
}

refusals('in a storm of faults as well, whatever is refused', async () => {
  // A failure is recorded by an event, and a person's note is written whatever the run does.
  const all = Object.keys(RUN_EVENTS).filter((it) => !NEEDED.has(it) && it !== 'effect.failed' && it !== 'note.added');
  for (const [n, type] of all.entries()) {
    const world = await livedThrough(1_000 + n, { planned: n % 2 === 0, refuses: type as RunEventType });
    assert.not(
      journalOf(world).some((it) => it.type === type),
      type,
    );
    assertOver(world);
  }
});

function assertOver(world: World): void {
  assert.equal(
    [...world.host.sessions.values()].filter(isAlive).map(({ key }) => key),
    [],
  );
  assert.ok(world.state().report !== null);
}

refusals.run();
