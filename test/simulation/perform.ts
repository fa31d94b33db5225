// What the world answers to each effect: plausible, quick or slow, and by chance.

import type { Seat } from '../../contracts/agent.ts';
import { timestamp } from '../../contracts/time.ts';
import { USAGE_UNAVAILABLE } from '../../contracts/usage.ts';
import type { RunEffect, RunSight } from '../../daemon/lead/effect.ts';
import type { RunState } from '../../daemon/lead/run-state.ts';
import { judgeLook, type Watch } from '../../skills/dispatch/judge-look.ts';
import { DISMISSED } from './answers.ts';
import type { SimHost } from './host.ts';
import type { SimHouse } from './house.ts';
import type { Random } from './random.ts';

export type Stage = {
  random: Random;
  host: SimHost;
  house: SimHouse;
  now(): number;
  /** The time of day, which may jump. */
  wall(): number;
  later(after: number, what: () => void): void;
  state(): RunState;
  /** Neither aborted nor forgotten by a restart. */
  alive(): boolean;
};

const HASH = 'a'.repeat(64);

export function performIn(stage: Stage, effect: RunEffect, finish: (sight: RunSight) => void): void {
  const { random, host } = stage;
  switch (effect.kind) {
    case 'ask-admission':
      if (random.chance(0.1)) finish({ kind: 'consent-missing', project: '/p', providers: ['codex'] });
      else finish(random.chance(0.5) ? { kind: 'admitted' } : { kind: 'queued', waitsFor: 'a place' });
      break;
    case 'await-admission':
      stage.later(random.between(10, 60_000), () => finish({ kind: 'admitted' }));
      break;
    case 'await-consent': {
      const { providers } = effect;
      // A person is asked at noon and may answer the next morning.
      stage.later(random.between(10, 24 * 3_600_000), () => finish({ kind: 'consented', providers }));
      break;
    }
    case 'capture-base':
      if (random.chance(0.02)) {
        finish({ kind: 'refused', failure: { code: 'base-unknown', message: 'no such revision', hint: '' } });
        break;
      }
      finish({
        kind: 'captured',
        base: {
          kind: 'git',
          root: '/p',
          gitDir: '/p/.git',
          commit: 'c'.repeat(40),
          tree: 'd'.repeat(40),
          label: 'worktree',
          uncommitted: false,
          leftOut: [],
        },
        dismissed: random.chance(0.3) ? [{ fingerprint: DISMISSED, why: 'it is generated' }] : [],
        notes: [],
      });
      break;
    case 'bind':
      finish({ kind: 'bound', seats: seats(random), notes: [] });
      break;
    case 'make-workplace':
      finish({ kind: 'workplace', dispatch: effect.dispatch, seat: effect.seat, path: `/w/${effect.seat}` });
      break;
    case 'write-prompt':
      finish({
        kind: 'prompt',
        as: effect.as,
        dispatch: effect.dispatch,
        attempt: effect.attempt,
        path: `/prompts/${effect.dispatch}.${effect.attempt}`,
        digest: HASH,
        body: HASH,
        bytes: 100,
        nonce: `n${random.below(1_000_000_000)}`,
      });
      break;
    case 'start': {
      const { dispatch, attempt, before } = effect;
      const key = `${dispatch}.${attempt}`;
      const rest = stage.house.restOf(effect.seat.provider);
      if (rest && !host.sessions.has(key)) {
        finish({ kind: 'held', provider: effect.seat.provider, ...rest });
        break;
      }
      const left = before && !host.sessions.has(key) ? lookAt(stage, dispatch, attempt - 1) : undefined;
      if (before && left && judgeLook(before, left).kind === 'answered') {
        finish({ kind: 'orphan', dispatch, attempt, look: left });
        break;
      }
      host.start(key, dispatch, effect.seat.provider, effect.hard, stage.now());
      finish({ kind: 'started', dispatch, attempt, pid: 1, argv: ['worker'], model: 'none' });
      break;
    }
    case 'look':
      watch(stage, effect, finish);
      break;
    case 'await-late':
      awaitLate(stage, effect, finish);
      break;
    case 'hold-provider': {
      const { dispatch, attempt, provider, until } = effect;
      const by = `${dispatch}.${attempt}`;
      stage.house.hold(provider, until, by);
      finish({ kind: 'held', provider, until, by });
      break;
    }
    case 'await-release':
      awaitRelease(stage, effect.provider, finish);
      break;
    case 'end':
      end(stage, effect, finish);
      break;
    case 'check-evidence': {
      const check = () => ({ outcome: random.pick(['found', 'found', 'moved', 'absent', 'located', 'uncheckable'] as const) });
      const state = stage.state();
      finish({
        kind: 'evidence',
        dispatch: effect.dispatch,
        findings: state.raised
          .filter((it) => it.dispatch === effect.dispatch)
          .map((it) => ({ ref: it.ref, checks: it.finding.evidence.map(check) })),
        verdicts: (state.dispatches.find((it) => it.id === effect.dispatch)?.verdicts ?? []).map(({ verdict }) => ({
          finding: verdict.finding,
          checks: (verdict.evidence ?? []).map(check),
        })),
        gaps: state.gaps.flatMap(({ id, dispatch, gap }) =>
          dispatch === effect.dispatch && id !== undefined ? [{ gap: id, checks: (gap.evidence ?? []).map(check) }] : [],
        ),
      });
      break;
    }
    case 'audit-source':
      finish({ kind: 'audited', phase: effect.phase, audit: { changed: random.chance(0.2) ? ['src/a.ts'] : [] } });
      break;
    case 'compose-report':
      finish({ kind: 'composed', json: HASH, markdown: HASH, html: HASH, path: '/report.md', stub: effect.stub });
      break;
    case 'clear-workplaces':
      finish({ kind: 'cleared' });
  }
}

type Look = Extract<RunEffect, { kind: 'look' }>;
type End = Extract<RunEffect, { kind: 'end' }>;

/** Looks again when the rule asks for it, or earlier when a hint comes; hints may be lost. */
function watch(stage: Stage, effect: Look, finish: (sight: RunSight) => void): void {
  if (!stage.alive()) return;
  const { dispatch, attempt } = effect;
  const look = lookAt(stage, dispatch, attempt);
  const judgement = judgeLook(effect.watch as Watch, look);
  if (judgement.kind !== 'wait') {
    finish({ kind: 'looked', dispatch, attempt, look });
    return;
  }
  const session = stage.host.sessions.get(`${dispatch}.${attempt}`);
  if (session && judgement.cpu) session.cpuAsked = true;
  const soon = stage.random.between(25, 20_000);
  stage.later(Math.max(25, Math.min(judgement.askAgainIn, soon)), () => watch(stage, effect, finish));
}

function awaitLate(stage: Stage, effect: Extract<RunEffect, { kind: 'await-late' }>, finish: (sight: RunSight) => void): void {
  if (!stage.alive()) return;
  const { dispatch, attempt } = effect;
  const look = lookAt(stage, dispatch, attempt);
  if (judgeLook(effect.watch, look).kind === 'answered') finish({ kind: 'late', dispatch, attempt, look });
  else stage.later(stage.random.between(500, 20_000), () => awaitLate(stage, effect, finish));
}

function awaitRelease(stage: Stage, provider: string, finish: (sight: RunSight) => void): void {
  if (!stage.alive()) return;
  if (!stage.house.restOf(provider)) finish({ kind: 'released', provider });
  else stage.later(stage.random.between(500, 60_000), () => awaitRelease(stage, provider, finish));
}

function end(stage: Stage, { dispatch, attempt, reason, watch: known }: End, finish: (sight: RunSight) => void): void {
  const before = lookAt(stage, dispatch, attempt);
  if (reason !== 'done' && before.session && !before.session.end && judgeLook(known, before).kind === 'answered') {
    finish({ kind: 'looked', dispatch, attempt, look: before });
    return;
  }
  const key = `${dispatch}.${attempt}`;
  const session = stage.host.stop(key, stage.now());
  const look = lookAt(stage, dispatch, attempt);
  finish({
    kind: 'ended',
    dispatch,
    attempt,
    look,
    end: session ? stage.host.endOf(session, stage.now()) : null,
    usage: USAGE_UNAVAILABLE,
    age: look.session?.age ?? 0,
    errors: [],
    because: session?.plan.name === 'quota' ? quotaOf(stage) : null,
  });
}

/** Some say until when, some do not, some say what is past. */
const quotaOf = ({ random, wall }: Stage): { reason: 'quota'; detail: string; resetAt?: string } => {
  const detail = 'out of tokens';
  return random.chance(0.3)
    ? { reason: 'quota', detail }
    : { reason: 'quota', detail, resetAt: timestamp(wall() + random.between(-60_000, 3_600_000)) };
};

const lookAt = (stage: Stage, dispatch: string, attempt: number) => {
  const key = `${dispatch}.${attempt}`;
  return stage.host.look(stage.host.sessions.get(key), key, stage.now());
};

function seats(random: Random): Seat[] {
  const analysers = Array.from({ length: random.between(1, 5) }, (_, i): Seat => {
    const model = seat(`worker${i}`, 'analyser', random.chance(0.5) ? 'checkout' : 'objects', random.pick(['command', 'claude']));
    return random.chance(0.2) ? { ...model, voice: 'rules', field: [random.pick(['correctness', 'elsewhere'])] } : model;
  });
  return [
    ...analysers,
    ...(random.chance(0.9) ? [seat('planner', 'planner', random.pick(['checkout', 'objects']), 'command')] : []),
    ...(random.chance(0.7) ? [seat('verifier', 'verifier', 'objects', 'command')] : []),
    ...(random.chance(0.7) ? [seat('writer', 'report-writer', 'objects', 'builtin')] : []),
    // Sometimes one of the analysers, as where one agent sits on several seats.
    ...(random.chance(0.8) ? [seat(random.pick(['critic', 'worker0']), 'critic', 'objects', 'command')] : []),
  ];
}

function seat(name: string, role: Seat['role'], workplace: Seat['workplace'], provider: string): Seat {
  return {
    name,
    role,
    agent: name,
    provider,
    model: 'inherit',
    env: [],
    voice: 'model',
    field: 'all',
    version: null,
    definition: HASH,
    instructions: '',
    concurrency: 1,
    deadline: null,
    workplace,
  };
}
