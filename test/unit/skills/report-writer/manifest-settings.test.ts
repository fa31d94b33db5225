// How a manifest says that workers were started, and with which settings.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { launchesOf, settingsOf } from '../../../../skills/report-writer/facts/manifest-settings.ts';
import { RUN } from '../../../fixtures/report/build.ts';
import { attemptEnded, running, seat as storySeat } from '../../daemon/lead/test-run.ts';

const workers = suite('workers in a manifest');

workers('are listed with their argv, the model that answered, and sampling parameters in their argv', () => {
  const argv = ['worker', '--temperature', '0.2', '--seed=7', '-p', 'x'.repeat(900)];
  const run = running([storySeat('one'), storySeat('two')]);
  const told = structuredClone(run.state());
  const [first] = told.dispatches[0]?.attempts ?? [];
  if (!first) throw new Error('nothing has begun');
  first.argv = argv;
  first.model = 'opus-5';
  const { one, two } = launchesOf(told);
  assert.equal([one?.answered, one?.sampling, one?.argv.slice(0, 5)], [['opus-5'], { temperature: '0.2', seed: '7' }, argv.slice(0, 5)]);
  assert.ok((one?.argv[5] ?? '').length <= 201);
  assert.equal([two?.sampling, two?.argv], [null, ['worker']]);
});

workers('are listed with the settings of their run, with all defaults filled in', () => {
  const run = running();
  run.observation('end', attemptEnded(`${RUN}.d1`, 1));
  const settings = settingsOf(run.state().created);
  assert.equal([settings.deadline, settings.quorum, settings.convergence.enabled, settings.silence.quiet], ['10m', 1, false, '10000ms']);
  assert.equal(settings.phases, [{ key: 'analysis', kind: 'fan-out', deadline: null }]);
});

workers.run();
