// What a manifest says was made from what, and how its workers were started.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { edgesOf } from '../../../../skills/report-writer/facts/edges.ts';
import { launchesOf, settingsOf } from '../../../../skills/report-writer/facts/manifest-settings.ts';
import { digest, dispatch, quoted, RUN, runBuilder, seat } from '../../../fixtures/report/build.ts';
import { over, running, seat as storySeat } from '../../daemon/lead/story.ts';

const edges = suite('edges of a manifest');
const workers = suite('workers in a manifest');

const result = (name: string): NonNullable<RunView['dispatches'][number]['result']> => ({
  digest: digest(name),
  bytes: 1,
  summary: '',
  coverage: null,
  notes: null,
  toolCalls: null,
  flags: [],
});

function examined(): RunView {
  const run = runBuilder();
  const ref = run.raise('one', 1, { title: 'a job is lost', ...quoted('src/a.ts', 1, 'const lost = drop(job);') });
  run.finding('full-consensus', [ref]);
  const dispatches = [
    dispatch(1, 'one', { result: result('one') }),
    dispatch(2, 'two', { phase: 'convergence', round: 1, findings: ['F-001'], result: result('two') }),
    dispatch(3, 'author', { role: 'planner', result: result('plan') }),
    dispatch(4, 'judge', { role: 'verifier', round: 1, findings: ['P-STG-1', 'G-001'], result: result('vote') }),
    dispatch(5, 'judge', { role: 'verifier', round: 1, findings: ['P-STG-1'], result: result('earlier') }),
  ];
  const verification = { voters: [{ seat: 'judge', dispatch: `${RUN}.d4`, usable: true, reason: '' }], clarifications: [] };
  const plan = { digest: digest('draft'), seat: 'author', pass: 0, verification, approved: true };
  const gaps = [{ id: 'G-001', dispatch: `${RUN}.d1`, seat: 'one', gap: { title: 'x', claim: 'y', category: 'z', evidence: [] } }];
  return { ...run.view({ seats: [seat('one')], dispatches }), plan, gaps } as unknown as RunView;
}

const OUTPUTS = ['report.json', 'state/plan/plan.json', 'state/plan/plan-body-verification.json'].map((name) => ({
  name,
  digest: digest(name),
}));
const from = (view: RunView, node: string) =>
  edgesOf(view, OUTPUTS)
    .filter((it) => it.from === node && !it.to.startsWith('base/') && !it.to.startsWith('prompt/'))
    .map((it) => `${it.kind} ${it.to}`);

edges('lead from a verdict to the finding, and from there to who raised it', () => {
  const view = examined();
  assert.equal(from(view, `${RUN}.d2`), ['REQUIRES finding/F-001', `GENERATES result/${digest('two')}`]);
  assert.equal(from(view, 'finding/F-001'), [`INCLUDES result/${digest('one')}`]);
});

edges('lead from a planner to what it had to cover, and to its plan', () => {
  assert.equal(from(examined(), `${RUN}.d3`), [
    'REQUIRES finding/F-001',
    `GENERATES result/${digest('plan')}`,
    `GENERATES plan/${digest('draft')}`,
  ]);
});

edges('lead from a voter to the plan that it judged, and to no other', () => {
  const view = examined();
  assert.equal(from(view, `${RUN}.d4`), ['REQUIRES gap/G-001', `REQUIRES plan/${digest('draft')}`, `GENERATES result/${digest('vote')}`]);
  assert.equal(from(view, `${RUN}.d5`), [`GENERATES result/${digest('earlier')}`]);
  assert.equal(from(view, 'gap/G-001'), [`INCLUDES result/${digest('one')}`]);
});

edges('lead from each document to what is in it, whatever its phase is called', () => {
  const view = {
    ...examined(),
    verdict: { verdict: 'blocked', blockers: [{ ref: 'F-001', why: '' }], conditions: [], audit: { changed: [] } },
  };
  assert.equal(from(view as RunView, 'state/plan/plan.json'), [`INCLUDES plan/${digest('draft')}`]);
  assert.equal(from(view as RunView, 'state/plan/plan-body-verification.json'), [`INCLUDES result/${digest('vote')}`]);
  const report = from(view as RunView, 'report.json');
  for (const to of [`result/${digest('one')}`, 'finding/F-001', `plan/${digest('draft')}`])
    assert.ok(report.includes(`INCLUDES ${to}`), to);
});

workers('are told with their argv, what answered, and what their argv sets of sampling', () => {
  const argv = ['worker', '--temperature', '0.2', '--seed=7', '-p', 'x'.repeat(900)];
  const story = running([storySeat('one'), storySeat('two')]);
  const told = structuredClone(story.state());
  const [first] = told.dispatches[0]?.attempts ?? [];
  if (!first) throw new Error('nothing has begun');
  first.argv = argv;
  first.model = 'opus-5';
  const { one, two } = launchesOf(told);
  assert.equal([one?.answered, one?.sampling, one?.argv.slice(0, 5)], [['opus-5'], { temperature: '0.2', seed: '7' }, argv.slice(0, 5)]);
  assert.ok((one?.argv[5] ?? '').length <= 201);
  assert.equal([two?.sampling, two?.argv], [null, ['worker']]);
});

workers('are told with the settings of their run, every default filled in', () => {
  const story = running();
  story.observation('end', over(`${RUN}.d1`, 1));
  const settings = settingsOf(story.state().created);
  assert.equal([settings.deadline, settings.quorum, settings.convergence.enabled, settings.silence.quiet], ['10m', 1, false, '10000ms']);
  assert.equal(settings.phases, [{ key: 'analysis', kind: 'fan-out', deadline: null }]);
});

edges.run();
workers.run();
