// A run made of the events that a test gives: they are folded by the real rules, and the lead is asked what it decides and wants
// next.

import { Config } from '../../../../contracts/config.ts';
import { EVENT_VERSION } from '../../../../contracts/event.ts';
import type { RequestedConvergence } from '../../../../contracts/findings/convergence.ts';
import type { ProjectCommands } from '../../../../contracts/run/base.ts';
import type { Seat } from '../../../../contracts/task/agent.ts';
import { type PhaseTemplate, TemplateFile } from '../../../../contracts/task/template.ts';
import { type Instant, timestamp } from '../../../../contracts/time.ts';
import { USAGE_UNAVAILABLE } from '../../../../contracts/usage.ts';
import { decideRun, type RunInput } from '../../../../daemon/lead/run/decide-run.ts';
import { evolveRun } from '../../../../daemon/lead/run/evolve-run.ts';
import { nextRun } from '../../../../daemon/lead/run/next-run.ts';
import { runSteps, stepsOf } from '../../../../runtime/steps.ts';
import type { RunRecord } from '../../../../skills/events.ts';
import type { RunEvent } from '../../../../skills/phases/events.ts';
import type { RunEffect, RunObservation } from '../../../../skills/run/effect.ts';
import type { RunState } from '../../../../skills/run/state.ts';
import { ANSWER, file, LIMITS, seen, session, ended as sessionEnded } from '../../skills/dispatch/situation.ts';

export const RUN = 'r-aaaaaa';
export const START: Instant = Date.UTC(2026, 0, 1);
const HASH = 'a'.repeat(64);

export type TestRun = {
  state(): RunState;
  now(): Instant;
  /** Moves the clock. */
  pass(ms: number): TestRun;
  /** Decides, and folds what was decided. */
  input(input: RunInput): RunEvent[];
  observation(of: string, observation: RunObservation): RunEvent[];
  wanted(): string[];
  /** What is wanted under this key, as it would be started now. */
  effect(key: string): RunEffect | undefined;
  askAgainIn(): number;
  journal(): RunRecord[];
};

/** Types, with the reason, the status or the provider where there is one. */
export const short = (events: readonly RunEvent[]): string[] =>
  events.map(({ type, payload }) => {
    const { reason, status, provider } = payload as { reason?: string; status?: string; provider?: string };
    return [type, status ?? provider ?? reason].filter((it) => it !== undefined && it !== '').join(' ');
  });

export const seat = (name: string, provider = 'command', role: Seat['role'] = 'analyser'): Seat => ({
  name,
  role,
  agent: name,
  provider,
  model: 'inherit',
  env: [],
  voice: 'model',
  judges: 'anything',
  field: 'all',
  version: null,
  definition: HASH,
  instructions: '',
  concurrency: 1,
  deadline: null,
  workplace: 'objects',
});

/** What differs from the plain run. */
export type RunSettings = {
  phases?: PhaseTemplate[];
  approvals?: 'ask' | 'auto';
  commands?: ProjectCommands;
  convergence?: RequestedConvergence;
  since?: string;
  /** The run whose plan another run carries out. */
  plan?: string;
  /** The prompt that is made. */
  prompt?: string;
  /** A person's command, and no tool of a program. */
  person?: true;
};

export function createRun(events: readonly RunEvent[] = [], at: Instant = START, settings: RunSettings = {}): TestRun {
  const journal: RunRecord[] = [];
  let state: RunState | undefined;
  let now = at;

  function fold(event: RunEvent): void {
    const newest = journal.at(-1)?.at ?? '';
    const envelope: RunRecord = {
      v: EVENT_VERSION,
      stream: `run/${RUN}`,
      seq: journal.length + 1,
      at: [timestamp(now), newest].toSorted().at(-1) ?? newest,
      actor: { kind: 'lead' },
      commandId: 'test',
      ...event,
      prev: '',
      digest: '',
    };
    journal.push(envelope);
    state = evolveRun(state, envelope);
  }

  for (const event of [created(settings), ...events]) fold(event);
  const known = (): RunState => {
    if (!state) throw new Error('no event was folded');
    return state;
  };
  const run: TestRun = {
    state: known,
    now: () => now,
    pass(ms) {
      now += ms;
      return run;
    },
    input(input) {
      const events = runSteps(decideRun(known(), input, now));
      for (const event of events) fold(event);
      return events;
    },
    observation: (of, observation) => run.input({ kind: 'observation', observed: { of, at: now, observation } }),
    wanted: () => nextRun(known(), now).wanted.map((it) => it.key),
    effect(key) {
      const wanted = nextRun(known(), now).wanted.find((it) => it.key === key);
      return wanted && runSteps(stepsOf(wanted.effect()));
    },
    askAgainIn: () => nextRun(known(), now).askAgainAt - now,
    journal: () => journal,
  };
  return run;
}

function created({
  phases,
  approvals = 'ask',
  convergence = { enabled: false },
  since,
  plan,
  prompt: made,
  person,
}: RunSettings): RunEvent {
  const duration = (ms: number) => `${ms}ms`;
  const template = TemplateFile.parse({
    name: 'review',
    description: 'a test',
    roster: [{ role: 'analyser', seats: 'task' }],
    phases: phases ?? [{ key: 'analysis', kind: 'fan-out', role: 'analyser', skill: 'analysis' }],
    quorum: 1,
    deadline: '10m',
    limits: { analyser: { soft: duration(LIMITS.soft), hard: duration(LIMITS.hard) } },
    convergence,
  });
  const silence = {
    beatEvery: '1s',
    quiet: duration(LIMITS.quiet),
    quietButBusy: duration(LIMITS.quietButBusy),
    startup: duration(LIMITS.startup),
  };
  const grace = {
    flush: duration(LIMITS.flush),
    exit: duration(LIMITS.exit),
    invalid: duration(LIMITS.invalid),
    kill: duration(LIMITS.kill),
  };
  return {
    type: 'run.created',
    payload: {
      run: RUN,
      task: {
        title: 'a test',
        project: '/p',
        ...(since === undefined ? {} : { since }),
        ...(plan === undefined ? {} : { plan }),
        ...(made === undefined ? {} : { prompt: made }),
        type: 'review',
        language: 'en',
        related: [],
        scope: [],
        base: 'worktree',
        force: false,
        approvals,
        brief: 'look',
      },
      text: HASH,
      origin: person ? { kind: 'command', command: 'make', cwd: '/p' } : { kind: 'tool', tool: 'test' },
      template: { ...template, digest: HASH },
      config: Config.parse({ silence, grace }),
      home: '/home',
    },
  };
}

/** Up to the point where each seat has its first attempt running. */
export function running(seats: readonly Seat[] = [seat('one')], settings: RunSettings = {}): TestRun {
  const run = bound(seats, settings);
  for (const [i] of seats.entries()) {
    const dispatch = `${RUN}.d${i + 1}`;
    run.observation(`write-prompt:${dispatch}.1`, prompt(dispatch, 1, 'first'));
    run.observation(`start:${dispatch}.1`, started(dispatch, 1));
  }
  return run;
}

/** Up to the point where everybody has a seat. */
export function bound(seats: readonly Seat[], settings: RunSettings = {}): TestRun {
  const told: RunEvent[] = [
    { type: 'run.admitted', payload: {} },
    {
      type: 'base.captured',
      payload: {
        base: {
          kind: 'git',
          root: '/p',
          gitDir: '/p/.git',
          commit: 'c'.repeat(40),
          tree: 'd'.repeat(40),
          label: 'x',
          uncommitted: false,
          leftOut: [],
        },
        ...(settings.commands ? { commands: settings.commands } : {}),
      },
    },
  ];
  const run = createRun(told, START, settings);
  run.observation('bind', { kind: 'bound', seats: [...seats], notes: [] });
  return run;
}

export const prompt = (dispatch: string, attempt: number, as: 'first' | 'repair'): RunObservation => ({
  kind: 'prompt',
  as,
  dispatch,
  attempt,
  path: `/prompts/${dispatch}.${attempt}`,
  digest: HASH,
  body: HASH,
  bytes: 10,
  nonce: `n${attempt}`,
});

export const started = (dispatch: string, attempt: number): RunObservation => ({
  kind: 'started',
  dispatch,
  attempt,
  pid: 7,
  argv: ['worker'],
  model: 'none',
});

/** The end of an attempt, with a last look that saw nothing but what is given. */
export const attemptEnded = (
  dispatch: string,
  attempt: number,
  more: Partial<Extract<RunObservation, { kind: 'ended' }>> = {},
): RunObservation => ({
  kind: 'ended',
  dispatch,
  attempt,
  look: seen({ session: sessionEnded({ by: 'stopped' }), endedFor: 10_000 }),
  end: { by: 'stopped', code: null, signal: 'SIGTERM', gone: true },
  usage: USAGE_UNAVAILABLE,
  age: 5_000,
  errors: [],
  because: null,
  ...more,
});

export const answer = (dispatch: string, nonce = 'n1') => file({ ...ANSWER, dispatch, nonce });
export const silent = () => seen({ session: session({ age: 15_000, quietOutput: 12_000, quietCpu: 12_000 }) });
