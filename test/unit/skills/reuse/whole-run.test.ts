// Which runs are compared as wholes, and whose report may stand for another.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isForced } from '../../../../skills/reuse/may-reuse.ts';
import { runReuse, standsForOthers } from '../../../../skills/reuse/whole-run.ts';
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

whole('are looked for where the task or the settings say so; one that is forced, or repeats another by name, is done', () => {
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
  whole(`a run that is ${what} stands for no other`, () => assert.not(standsForOthers(run, end, stub)));

whole('from the phase at which a run is forked, nothing is taken from earlier ones', () => {
  const phases = ['analysis', 'convergence'].map((key) => ({ template: { key } })) as unknown as RunState['phases'];
  const forked = { ...created({ origin: { kind: 'command', of: 'r-aaaaaa', freshFrom: 'convergence' } }), phases };
  assert.equal([isForced(forked, { phase: 'analysis' }), isForced(forked, { phase: 'convergence' })], [false, true]);
  assert.not(isForced({ ...created(), phases }, { phase: 'convergence' }));
});

whole.run();
