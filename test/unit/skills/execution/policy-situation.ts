// The fixture of the tests of policy: a run with a stage in any of its states, what may be decided about it, and what comes of that.

import { MusterError } from '../../../../contracts/errors.ts';
import { Stage } from '../../../../contracts/plan/plan.ts';
import type { StageStateName } from '../../../../contracts/plan/plan-execution.ts';
import type { PolicyAction } from '../../../../contracts/plan/policy.ts';
import type { ExecutionTurn } from '../../../../skills/phases/execution/advance.ts';
import { begun, type Executed, NOTHING, type StageState } from '../../../../skills/phases/execution/life/stage-state.ts';
import { type Event, evolve } from '../../../../skills/phases/execution/memory.ts';
import { ruleOn } from '../../../../skills/phases/execution/policy/rule-on.ts';
import { requestFor } from '../../../../skills/phases/execution/request.ts';
import { START, seat } from '../../daemon/lead/test-run.ts';

export const SPEC = { kind: 'test-pass', command: 'check' } as const;
export const stage = (id: string, more: Partial<Stage> = {}): Stage =>
  Stage.parse({
    id,
    title: id,
    goal: id,
    owner: 'executor',
    dependsOn: [],
    files: [`${id}/**`],
    steps: [{ action: 'RED: x', detail: 'y' }],
    sliceValue: 'x',
    acceptance: 'x',
    validators: [SPEC],
    exitContract: 'x',
    toolProfile: [],
    ...more,
  });

const CONFLICT = { stage: 'two', with: 'one', paths: ['a'], hunks: [] };
export type Situation = { stages: StageState[]; retries?: number; paused?: boolean; asked?: boolean; joins?: string };

export function turnOf({ stages, retries = 1, paused = false, asked = false, joins }: Situation): ExecutionTurn {
  const planned = { run: 'r-aaaaaa', plan: 'p', moved: [], commands: { check: ['./check'] } } as unknown as Executed['planned'];
  const fixes = joins === undefined ? [] : [{ stage: joins, union: 0, because: 'x', resolves: CONFLICT }];
  const [first] = stages;
  const gate = first && { id: 'r-aaaaaa.g1', openedAt: '', expiresAt: '', ...requestFor('r-aaaaaa', 'execution', first) };
  const run = {
    id: 'r-aaaaaa',
    seats: [seat('lazy', 'command', 'executor'), seat('able', 'command', 'executor'), seat('critic', 'command', 'critic')],
    gates: asked && gate ? [{ gate, answer: null }] : [],
    paused: paused ? { since: START } : null,
    created: { config: { checks: { retries }, gateExpires: '7d' } },
  };
  return { run, key: 'execution', own: { ...NOTHING, planned, stages, fixes }, at: START, phase: {} } as unknown as ExecutionTurn;
}

export const it = (state: StageStateName, more: Partial<StageState> = {}, of: Partial<Stage> = {}): StageState => ({
  ...begun(stage('it', of), 1, state),
  ...(state === 'pending' || state === 'unreachable' || state === 'skipped'
    ? {}
    : { attempt: 1, seat: 'lazy', rejections: state === 'rejected' ? 1 : 0 }),
  ...more,
});

export const part = (id: string, more: Partial<Stage> = {}) => stage(id, { files: [`it/${id}`], ...more });
export const ACTIONS: { [Do in PolicyAction['do']]: Extract<PolicyAction, { do: Do }> } = {
  'retry': { do: 'retry' },
  'decompose': { do: 'decompose', stages: [part('one'), part('two')] },
  'change-agent': { do: 'change-agent', seat: 'able' },
  'change-validator': { do: 'change-validator', nth: 1, to: { kind: 'artifact-exists', path: 'it/x' } },
  'amend-scope': { do: 'amend-scope', files: ['more/**'], reason: 'needed' },
  'skip': { do: 'skip', reason: 'by hand', dependents: 'go-on' },
  'abort': { do: 'abort', reason: 'enough' },
  'escalate': { do: 'escalate', reason: 'look' },
};
export const DOES = Object.keys(ACTIONS) as PolicyAction['do'][];

export function ruled(turn: ExecutionTurn, action: PolicyAction, by: 'person' | 'client' = 'person', id = 'it') {
  const events = ruleOn(turn, id, action, by);
  let { own } = turn;
  for (const event of events) if (event.type === 'stage.ruled') own = evolve(own, event as Event, { id: 'r-aaaaaa', seq: 9 });
  return { events, own, types: events.map(({ type }) => type) };
}

export const said = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof MusterError && error.code === 'command-refused') return `${error.message}. ${error.hint}`;
    throw error;
  }
  return '';
};
