// Starts a session in a simulated world, checks what must hold at that moment, and computes what its program has printed at its
// end.

import { runOf } from '../../../contracts/ids.ts';
import { timestamp } from '../../../contracts/time.ts';
import { USAGE_NONE, type Usage } from '../../../contracts/usage.ts';
import type { SessionView } from '../../../contracts/work/session.ts';
import { dispatchOf } from '../../../skills/run/state.ts';
import { must } from '../invariants/invariant.ts';
import { checkAlone } from '../invariants/reuse-invariants.ts';
import { RUN } from '../world/first-event.ts';
import { isAlive, type SimSession } from '../world/host.ts';
import { BEHAVIOURS, type Behaviour, HEALTHY, schedule } from '../world/people/behaviours.ts';
import type { World } from '../world/world.ts';
import type { Printed } from './agents.ts';
import { isCheck } from './checks.ts';

export type StartOrder = {
  key: string;
  dispatch: string;
  provider: string;
  /** A copy of it, if the provider reads only its own folder. */
  prompt: string;
  cwd: string;
  deadline: number;
  /** The conversation that it continues. */
  talk?: string;
};

/** A repeated request starts only one session. */
export function startSession(world: World, behaviours: readonly Behaviour[], order: StartOrder): SessionView {
  const { host, disk, faults } = world;
  const { key, dispatch, provider, deadline } = order;
  const known = host.sessions.get(key);
  if (known) return host.viewOf(known);
  const nonce = /\*\*Nonce:\*\* (\S+)/.exec(disk.text(order.prompt) ?? '')?.[1] ?? '';
  world.examine(() => checkStart(world, order, nonce));
  const plan = schedule(behaviourOf(world, behaviours, key), world.random(`plan ${key}`));
  const survivor = faults.strikes('survivor', key) !== undefined;
  if (survivor) faults.record('survivor', key, `a child of ${key} outlives it`);
  const writes = faults.strikes('violation', key) !== undefined && world.workspaces.spoil(order.cwd, key);
  if (writes) faults.record('violation', key, `${key} changes the checkout that it stands in`);
  const talk = order.talk ?? `talk-${key.replace(`${RUN}.`, '')}`;
  return host.viewOf(host.start({ key, dispatch, provider, talk, plan, nonce, cwd: order.cwd, deadline, survivor }));
}

function behaviourOf({ faults, random }: World, behaviours: readonly Behaviour[], key: string): Behaviour {
  const bad = behaviours.filter((it) => !HEALTHY.has(it));
  const place = key.replace(`${RUN}.`, '');
  const worse = bad.length > 0 ? faults.strikes('worker', place) : undefined;
  if (!worse) return random(`good ${key}`).pick(BEHAVIOURS.filter((it) => HEALTHY.has(it) && behaviours.includes(it)));
  const behaviour = worse.pick(bad);
  faults.record('worker', place, `the worker of ${place} is one of those: ${behaviour}`);
  return behaviour;
}

const STAGE = /\/stages\/([a-z0-9-]+)\.\d+$/;

function checkStart(world: World, { key, dispatch, provider, prompt, cwd }: StartOrder, nonce: string): void {
  for (const it of world.host.sessions.values()) {
    const lives = it.dispatch === dispatch && (isAlive(it) || it.survivor);
    must(!lives, 'one-live-attempt', () => `${key} starts beside ${it.key}, of which something lives`);
  }
  const stage = STAGE.exec(cwd)?.[1];
  for (const it of world.host.sessions.values()) {
    const beside = stage !== undefined && it.key !== key && isAlive(it) && STAGE.exec(it.cwd)?.[1] === stage && !isCheck(it.key);
    must(!beside, 'one-attempt-of-a-stage', () => `${key} starts on ${stage} beside ${it.key}`);
  }
  must(!(provider in world.houseState().held), 'held-rests', () => `${key} starts, and ${provider} rests`);
  const newest = dispatchOf(world.stateOf(runOf(dispatch)), dispatch)?.prompts.at(-1);
  must(newest?.nonce === nonce, 'same-prompt', () => `${key} starts with ${prompt}, and its newest prompt is ${newest?.path}`);
  checkAlone(world, dispatch, key);
}

/** One line, at the end; a worker that hangs has printed it too. */
export function printed(world: World, session: SimSession): string {
  const says = saysUsage(world, session);
  const said: Printed = {
    usage: says ? talkUsage(world, session) : null,
    quota: session.plan.name === 'quota' ? quotaOf(world, session.key) : null,
    talk: session.talk,
  };
  return JSON.stringify(said);
}

/** The usage of a whole conversation at the end of a session. */
export function talkUsage(world: World, session: SimSession): Usage {
  const all = [...world.host.sessions.values()].filter((it) => it.talk === session.talk && it.startedAt <= session.startedAt);
  const usd = all.reduce((sum, it) => sum + costOf(world, it), 0);
  return { ...USAGE_NONE, source: 'reported', usd };
}

/** Some do not report it. */
const saysUsage = (world: World, { key }: SimSession): boolean => !world.random(`usage ${key}`).chance(0.2);

/** Some cost little, some more than their share. */
function costOf(world: World, { key }: SimSession): number {
  const random = world.random(`cost ${key}`);
  return random.chance(0.1) ? random.between(1, 6) : random.next();
}

/** Some give the time of the reset, some none, and some a time in the past. */
function quotaOf(world: World, key: string): { resetAt?: string } {
  const random = world.random(`quota ${key}`);
  if (random.chance(0.3)) return {};
  return { resetAt: timestamp(world.time.wall() + random.between(-60_000, 3_600_000)) };
}
