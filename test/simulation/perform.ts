// What the world answers to each effect of a run. What needs only the house, the host's door and the poller is
// the daemon's own code; files and git are played.

import { MusterError } from '../../contracts/errors.ts';
import type { Dismissal } from '../../contracts/findings/dismissal.ts';
import type { Seat } from '../../contracts/task/agent.ts';
import { timestamp } from '../../contracts/time.ts';
import { USAGE_NONE, USAGE_UNAVAILABLE, type Usage } from '../../contracts/usage.ts';
import { endSession } from '../../daemon/effects/attempt/end-session.ts';
import { awaitLate, lookAtAttempt } from '../../daemon/effects/attempt/look.ts';
import type { EffectContext } from '../../daemon/effects/effect-context.ts';
import { awaitAdmission } from '../../daemon/effects/house/admission.ts';
import { awaitConsent } from '../../daemon/effects/house/consent.ts';
import { lanesFor } from '../../daemon/effects/house/lanes.ts';
import { awaitRelease, holdProvider, restOf } from '../../daemon/effects/house/quota.ts';
import { waitsFor } from '../../daemon/lead/house/waits-for.ts';
import { digestOf } from '../../runtime/canonical.ts';
import { judgeLook } from '../../skills/dispatch/judge-look.ts';
import { composeReport, stubReport } from '../../skills/report-writer/facts/compose.ts';
import type { RunEffect, RunObservation } from '../../skills/run/effect.ts';
import { DISMISSED } from './answers.ts';
import { sightOf } from './desk.ts';
import { PROJECT, RUN } from './first-event.ts';
import type { Random } from './random.ts';
import { planners, seats } from './seats.ts';
import type { World } from './world.ts';

const HASH = 'a'.repeat(64);

export function performIn(world: World, context: EffectContext, effect: RunEffect, signal: AbortSignal): Promise<RunObservation> {
  switch (effect.kind) {
    case 'ask-admission':
      return ask(world, context);
    case 'await-admission':
      return awaitAdmission(RUN, effect, context, signal);
    case 'await-consent':
      world.asked(effect.providers);
      return awaitConsent(effect, context, signal);
    case 'look':
      return lookAtAttempt(RUN, effect, context, signal);
    case 'await-late':
      return awaitLate(RUN, effect, context, signal);
    case 'hold-provider':
      return holdProvider(effect, context);
    case 'await-release':
      return awaitRelease(effect.provider, context, signal);
    case 'start':
      return start(world, context, effect, signal);
    case 'end':
      return end(world, context, effect);
    case 'clear-workplaces':
      return Promise.all(effect.sessions.map((key) => world.host.stop(key))).then(() => ({ kind: 'cleared' }));
    default:
      return Promise.resolve(played(world, context, effect));
  }
}

type Played = Exclude<
  RunEffect,
  {
    kind:
      | 'ask-admission'
      | 'await-admission'
      | 'await-consent'
      | 'look'
      | 'await-late'
      | 'hold-provider'
      | 'await-release'
      | 'start'
      | 'end'
      | 'clear-workplaces';
  }
>;

function played(world: World, context: EffectContext, effect: Played): RunObservation {
  const { fate } = world;
  switch (effect.kind) {
    case 'capture-base': {
      if (fate.strikes('refusal', 'capture-base')) {
        fate.record('refusal', 'capture-base', 'there is no such revision');
        return { kind: 'refused', failure: { code: 'base-unknown', message: 'no such revision', hint: '' } };
      }
      return captured(world.random('base'));
    }
    case 'bind':
      return { kind: 'bound', seats: [...seats(world.random('seats')), ...planning(world)], notes: [] };
    case 'make-workplace':
      return { kind: 'workplace', dispatch: effect.dispatch, seat: effect.seat, path: `/w/${effect.seat}` };
    case 'write-prompt': {
      const { dispatch, attempt, as } = effect;
      const path = `/prompts/${dispatch}.${attempt}`;
      const nonce = world.writePrompt(path);
      return { kind: 'prompt', as, dispatch, attempt, path, digest: digestOf(nonce), body: HASH, bytes: 100, nonce };
    }
    case 'check-evidence':
      return evidence(effect, world.random(`evidence ${effect.dispatch}`));
    case 'audit-source':
      return { kind: 'audited', phase: effect.phase, audit: { changed: world.random('audit').chance(0.3) ? ['src/a.ts'] : [] } };
    case 'compose-report':
      return composed(world, context, effect);
  }
}

function captured(random: Random): RunObservation {
  const dismissed: Dismissal[] = random.chance(0.3) ? [{ fingerprint: DISMISSED, why: 'it is generated' }] : [];
  const base = { kind: 'git', root: '/p', gitDir: '/p/.git', commit: 'c'.repeat(40), tree: 'd'.repeat(40) } as const;
  return { kind: 'captured', base: { ...base, label: 'worktree', uncommitted: false, leftOut: [] }, dismissed, notes: [] };
}

type Order<Kind extends RunEffect['kind']> = Extract<RunEffect, { kind: Kind }>;

function evidence({ dispatch, findings, verdicts, gaps }: Order<'check-evidence'>, random: Random): RunObservation {
  const check = () => ({ outcome: random.pick(['found', 'found', 'moved', 'absent', 'located', 'uncheckable'] as const) });
  return {
    kind: 'evidence',
    dispatch,
    findings: findings.map(({ ref, evidence }) => ({ ref, checks: evidence.map(check) })),
    verdicts: verdicts.map(({ finding, evidence }) => ({ finding, checks: evidence.map(check) })),
    gaps: gaps.map(({ gap, evidence }) => ({ gap, checks: evidence.map(check) })),
  };
}

function composed(world: World, { clock, version }: EffectContext, { view, stub }: Order<'compose-report'>): RunObservation {
  if (stub === null && world.fate.strikes('report-failure', 'compose-report')) {
    world.fate.record('report-failure', 'compose-report', 'the report cannot be composed');
    throw new MusterError('internal', 'the composition met something that it does not know', '');
  }
  const at = timestamp(clock.now());
  const events = world.ledger.journal(`run/${RUN}`);
  const report = stub === null ? composeReport({ view, map: null, events, engine: version, at }) : stubReport(view, version, at, stub);
  const json = JSON.stringify(report);
  world.reports.set(digestOf(json), report);
  return { kind: 'composed', json: digestOf(json), markdown: HASH, html: HASH, path: '/report.md', stub: stub !== null };
}

/** Some people have not said yet who may see the code. */
async function ask(world: World, { house }: EffectContext): Promise<RunObservation> {
  const missing = world.random('consent').chance(0.1) && !house.state().allowed[PROJECT]?.includes('codex');
  if (missing) return { kind: 'consent-missing', project: PROJECT, providers: ['codex'] };
  await house.ask(RUN, undefined);
  const state = house.state();
  return state.active.includes(RUN) ? { kind: 'admitted' } : { kind: 'queued', waitsFor: waitsFor(state, RUN) };
}

async function start(
  world: World,
  context: EffectContext,
  order: Extract<RunEffect, { kind: 'start' }>,
  signal: AbortSignal,
): Promise<RunObservation> {
  const { seat, dispatch, attempt, before, hard } = order;
  const key = `${dispatch}.${attempt}`;
  await context.slots.take(key, lanesFor(seat, context.config), signal);
  const [known] = await world.host.door.observe([key], { cpu: false });
  const rest = known ? undefined : restOf(seat.provider, context.house);
  if (rest) {
    context.slots.free(key);
    return rest;
  }
  if (!known && before) {
    const { now } = world.time;
    const result = sightOf(world.desk.setAside(dispatch, attempt - 1), now(), now());
    const look = { at: context.clock.now(), session: undefined, endedFor: 0, quietBeat: null, result };
    if (judgeLook(before, look).kind === 'answered') return { kind: 'orphan', dispatch, attempt, look };
  }
  world.startSession({ key, dispatch, provider: seat.provider, prompt: order.prompt, deadline: hard, as: order.as });
  return { kind: 'started', dispatch, attempt, pid: 1, argv: ['worker'], model: 'none' };
}

async function end(world: World, { poller, slots }: EffectContext, order: Extract<RunEffect, { kind: 'end' }>): Promise<RunObservation> {
  const { dispatch, attempt } = order;
  const key = `${dispatch}.${attempt}`;
  const place = { session: key, root: '', folder: '', result: '', beat: '', cap: 0 };
  const ending = await endSession(order, {
    look: () => poller.lookOnce(place),
    stop: () => {
      world.aboutToStop(key, order);
      return world.host.stop(key);
    },
  });
  const { look } = ending;
  if (ending.kind === 'spared') return { kind: 'looked', dispatch, attempt, look };
  poller.forget(key);
  slots.free(key);
  const session = world.host.sessions.get(key);
  return {
    kind: 'ended',
    dispatch,
    attempt,
    look,
    end: session?.end?.end ?? null,
    usage: order.seat.paid ? usageOf(world, key) : USAGE_UNAVAILABLE,
    age: ending.view?.age ?? 0,
    errors: [],
    because: session?.plan.name === 'quota' ? quotaOf(world, key) : null,
  };
}

/** Some cost little, some more than their share, and some do not say. */
function usageOf(world: World, key: string): Usage {
  const random = world.random(`usage ${key}`);
  if (random.chance(0.2)) return USAGE_UNAVAILABLE;
  return { ...USAGE_NONE, source: 'reported', usd: random.chance(0.1) ? random.between(1, 6) : random.next() };
}

/** Some say until when, some do not, some say what is past. */
function quotaOf(world: World, key: string): { reason: 'quota'; detail: string; resetAt?: string } {
  const random = world.random(`quota ${key}`);
  const detail = 'out of tokens';
  if (random.chance(0.3)) return { reason: 'quota', detail };
  return { reason: 'quota', detail, resetAt: timestamp(world.time.wall() + random.between(-60_000, 3_600_000)) };
}

const planning = (world: World): Seat[] =>
  world.state().phases.some((it) => it.template.kind === 'plan') ? planners(world.random('planners')) : [];
