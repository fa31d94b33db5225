// Which runs are compared as wholes, and whose report may stand for another.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Config } from '../../../../contracts/config.ts';
import type { Base } from '../../../../contracts/run/base.ts';
import type { Seat } from '../../../../contracts/task/agent.ts';
import type { Task } from '../../../../contracts/task/task.ts';
import { firstDifference, keyOf } from '../../../../skills/reuse/key.ts';
import { isForced } from '../../../../skills/reuse/may-reuse.ts';
import { type RunParts, runFields, runReuse, standsForOthers } from '../../../../skills/reuse/whole-run.ts';
import type { RunState } from '../../../../skills/run/state.ts';

const whole = suite('whole runs');

type Created = RunState['created'];
const created = (more: object = {}): { created: Created } =>
  ({
    created: {
      task: { force: false, reuse: 'all' },
      config: { reuse: 'results' },
      template: { name: 'review', roster: [{ role: 'analyser' }] },
      origin: { kind: 'drop', path: 'a.md' },
      ...more,
    },
  }) as unknown as { created: Created };

whole('are looked up if the task or the settings say so; a forced one, or a repetition by name, is done', () => {
  assert.is(runReuse(created()), 'seek');
  assert.is(runReuse(created({ task: { force: false } })), 'key', 'with `results` a run is kept for others, and is done itself');
  assert.is(runReuse(created({ task: { force: true, reuse: 'all' } })), 'key');
  assert.is(runReuse(created({ origin: { kind: 'command', of: 'r-aaaaaa' } })), 'key');
  assert.is(runReuse(created({ task: { force: false, reuse: 'off' } })), 'off');
  for (const template of [
    { name: 'conformance', roster: [] },
    { name: 'implementation', writes: true, roster: [] },
    { name: 'prompt', roster: [{ role: 'writer' }] },
  ])
    assert.is(runReuse(created({ template })), 'off', template.name);
});

const state = (more: object = {}): RunState =>
  ({
    ...created(),
    life: { kind: 'concluding', partial: false },
    dispatches: [],
    gates: [],
    seats: [],
    phases: [],
    memory: {},
    ...more,
  }) as unknown as RunState;
const ended = { outcome: 'completed', reason: 'done', degraded: false, message: '', report: '' } as const;

for (const [what, run, end, stub] of [
  ['failed', state(), { ...ended, outcome: 'failed' as const }, false],
  ['degraded', state(), { ...ended, degraded: true }, false],
  ['partial', state({ life: { kind: 'concluding', partial: true } }), ended, false],
  ['stopped by its budget', state(), { ...ended, reason: 'budget' as const }, false],
  ['told by a stub', state(), ended, true],
  ['inconclusive', state({ dispatches: [{ inconclusive: 'opened-nothing' }] }), ended, false],
  ['decided by a person at a gate', state({ gates: [{}] }), ended, false],
] as const)
  whole(`a run that is ${what} is not used for another`, () => assert.not(standsForOthers(run, end, stub)));

whole('from the phase at which a run is forked, nothing is taken from earlier ones', () => {
  const phases = ['analysis', 'convergence'].map((key) => ({ template: { key } })) as unknown as RunState['phases'];
  const forked = { ...created({ origin: { kind: 'command', of: 'r-aaaaaa', freshFrom: 'convergence' } }), phases };
  assert.equal([isForced(forked, { phase: 'analysis' }), isForced(forked, { phase: 'convergence' })], [false, true]);
  assert.not(isForced({ ...created(), phases }, { phase: 'convergence' }));
});

const base: Base = {
  kind: 'git',
  root: '/shop',
  gitDir: '/shop/.git',
  commit: 'c'.repeat(40),
  tree: 'd'.repeat(40),
  label: 'worktree',
  uncommitted: false,
  leftOut: [],
};
const task = { title: 'x', project: '/shop', type: 'review', base: 'worktree', force: false, brief: 'Look.' } as unknown as Task;
const seat = { name: 'claude', role: 'analyser', agent: 'claude', model: 'inherit', concurrency: 1, deadline: null } as unknown as Seat;
const fingerprint = { program: 'p', flags: 'f', variables: 'v', configuration: 'c' };
const config = Config.parse({});
const parts: RunParts = {
  ...{ engine: '0.1.0', template: 't', task, config, seats: [seat], fingerprints: [fingerprint], base, dismissals: 'none' },
};
const differ = (more: Partial<RunParts>) => firstDifference(runFields(parts), runFields({ ...parts, ...more }));

for (const [what, field, more] of [
  ['another version of Muster', 'engine', { engine: '0.2.0' }],
  ['another template', 'template', { template: 'u' }],
  ['another question', 'task', { task: { ...task, brief: 'Look again.' } }],
  ['another ceiling', 'task', { task: { ...task, budget: { usd: 1 } } }],
  ['another branch', 'task', { base: { ...base, branch: 'main' } }],
  ['other settings of the capture', 'settings', { config: { ...config, capture: { ...config.capture, fileBytes: 1 } } }],
  ['other settings of checks', 'settings', { config: { ...config, checks: { ...config.checks, deadline: '1m' } } }],
  ['another model', 'seats', { seats: [{ ...seat, model: 'opus' }] }],
  ['one seat more', 'seats', { seats: [seat, { ...seat, name: 'claude#2' }], fingerprints: [fingerprint, fingerprint] }],
  ['another configuration of its user', 'seats', { fingerprints: [{ ...fingerprint, configuration: 'other' }] }],
  ['other files', 'tree', { base: { ...base, tree: 'e'.repeat(40) } }],
  ['another left end of the range', 'from', { base: { ...base, from: 'f'.repeat(40) } }],
  ['another history of the same files', 'history', { base: { ...base, commit: 'e'.repeat(40) } }],
  ['other dismissals', 'dismissals', { dismissals: 'one' }],
] as const)
  whole(`a run with ${what} is another run`, () => assert.is(differ(more as Partial<RunParts>), field));

whole('each field of its key is one of those above, and its form has a name', () => {
  const told = 'engine template task settings seats tree from history dismissals';
  assert.equal(Object.keys(runFields(parts)).toSorted(), `tag ${told}`.split(' ').toSorted());
});

for (const [what, more] of [
  ['is forced', { task: { ...task, force: true } }],
  ['is named otherwise', { task: { ...task, task: 'nightly', key: 'k' } }],
  ['has more time', { task: { ...task, deadline: '9m', phases: {} } }],
  ['was told to reuse', { task: { ...task, reuse: 'all' } }],
  ['has seats that wait for each other', { seats: [{ ...seat, concurrency: 7, deadline: 9 }] }],
  ['has a home that keeps other limits', { config: { ...config, maxConcurrentRuns: 7, silence: { ...config.silence, quiet: '9m' } } }],
] as const)
  whole(`a run that ${what} is the same run`, () => {
    assert.is(differ(more as unknown as Partial<RunParts>), undefined);
    assert.is(keyOf(runFields({ ...parts, ...(more as unknown as Partial<RunParts>) })), keyOf(runFields(parts)));
  });

whole.run();
