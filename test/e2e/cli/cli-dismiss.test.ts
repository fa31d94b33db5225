// A person says that a finding is no problem here: the word is written into the project, and from the
// next run on nobody is asked about it.

import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { dismissedIn } from '../../../daemon/dismissals/dismissed.ts';
import { until } from '../daemon-stage.ts';
import { type CliStage, openCliStage } from './cli-stage.ts';

const dismiss = suite<{ stage: CliStage; project: string; first: RunView }>('muster dismiss');

dismiss.before.each(async (context) => {
  const stage = openCliStage();
  context.stage = stage;
  context.project = stage.project('shop');
  stage.agent('one', 'reviews.mjs');
  stage.agent('two', 'agrees.mjs');
  context.first = await reviewed(stage, context.project, 'first');
});
dismiss.after.each(({ stage }) => stage.clear());

async function reviewed(stage: CliStage, project: string, brief: string): Promise<RunView> {
  const { out, err } = await stage.muster(['run', '-', '--json'], { input: stage.task(project, ['one', 'two'], '', brief) });
  assert.is(err, '');
  return JSON.parse(out) as RunView;
}

const file = (project: string): string => join(project, '.muster', 'dismissed.yaml');

dismiss('is written with its reason, and the next run asks nobody and says why', async ({ stage, project, first }) => {
  const [finding] = first.findings;
  const fingerprint = finding?.fingerprint ?? '';
  assert.is(finding?.state, 'full-consensus');
  const told = await stage.muster(['dismiss', 'F-001', '-m', ' It is 42 elsewhere. ']);
  assert.is(told.code, 0, told.err);
  assert.is(told.err, `muster: F-001 of ${first.id}, the newest run that has it\n`);
  assert.is(told.out, `Dismissed ${fingerprint} in ${file(project)}; commit that file. Later runs skip this finding.\n`);
  const [entry] = dismissedIn(readFileSync(file(project), 'utf8')).dismissed;
  assert.equal([entry?.fingerprint, entry?.title, entry?.why], [fingerprint, 'The answer is wrong', 'It is 42 elsewhere.']);
  assert.ok(entry?.who);
  assert.match(entry?.when ?? '', /^\d{4}-\d\d-\d\d$/);

  const second = await reviewed(stage, project, 'second');
  const [again] = second.findings;
  assert.equal([again?.state, again?.settledIn, again?.fingerprint], ['dismissed', 0, fingerprint]);
  assert.match(again?.reason ?? '', /^Dismissed as f-[0-9a-f]+ by .+ on \d{4}-\d\d-\d\d; no worker was asked: It is 42 elsewhere\.$/);
  assert.ok(
    second.dispatches.every((it) => it.round === 0),
    'nobody was asked',
  );
  assert.is(second.convergence.ended, 'queue-empty');
  const folder = stage.home.run(second.id).report;
  for (const name of ['report.md', 'report.html']) {
    const page = readFileSync(join(folder, name), 'utf8');
    assert.match(page, 'Dismissed earlier');
    assert.match(page, 'It is 42 elsewhere.');
  }
  assert.match((await stage.muster(['explain', `${second.id}.F-001`])).out, 'Dismissed as');
  // It is known once: the same word again changes nothing.
  const before = readFileSync(file(project), 'utf8');
  const known = await stage.muster(['dismiss', fingerprint.slice(0, 9), '-m', 'something else']);
  assert.equal([known.code, known.out], [0, `F-001 was already dismissed in ${file(project)}: It is 42 elsewhere.\n`]);
  assert.is(readFileSync(file(project), 'utf8'), before);
  assert.is((await stage.muster(['run', '-', '--fail-on', 'info'], { input: stage.task(project, ['one', 'two'], '', 'third') })).code, 0);
});

dismiss(
  'is refused without a reason, without a finding, inside a worker, and where a link leads out',
  async ({ stage, project, first }) => {
    const refused = async (says: RegExp, args: string[], env: Record<string, string> = {}) => {
      const { code, err, out } = await stage.muster(['dismiss', ...args], { env });
      assert.is(code, 2, err);
      assert.match(err, says);
      assert.is(out, '');
    };
    await refused(/needs a reason/, ['F-001']);
    await refused(/needs a reason/, ['F-001', '-m', '  ']);
    await refused(/not the name of a finding/, [first.id, '-m', 'x']);
    await refused(/no run has a finding F-099/, ['F-099', '-m', 'x']);
    await refused(/is for people/, ['F-001', '-m', 'x'], { MUSTER_DISPATCH: `${first.id}.d1` });
    mkdirSync(join(stage.folder, 'elsewhere'));
    rmSync(join(project, '.muster'), { recursive: true, force: true });
    symlinkSync(join(stage.folder, 'elsewhere'), join(project, '.muster'));
    const { code, err } = await stage.muster(['dismiss', 'F-001', '-m', 'x']);
    assert.ok(code !== 0);
    assert.match(err, /it leads outside/);
  },
);

dismiss('two at once are both written', async ({ stage, project, first }) => {
  const fingerprint = first.findings[0]?.fingerprint ?? '';
  stage.write(file(project), '# ours\ndismissed:\n  # the oldest\n  - fingerprint: f-000000\n    why: known\n');
  const both = await Promise.all([1, 2, 3].map((n) => stage.muster(['dismiss', 'F-001', '-m', `word ${n}`])));
  assert.equal(
    both.map((it) => it.code),
    [0, 0, 0],
  );
  assert.is(both.filter((it) => it.out.includes('was already dismissed')).length, 2);
  const text = readFileSync(file(project), 'utf8');
  assert.equal(
    dismissedIn(text).dismissed.map((it) => it.fingerprint),
    ['f-000000', fingerprint],
  );
  assert.match(text, '# ours\ndismissed:\n  # the oldest\n  - fingerprint: f-000000\n');
});

dismiss('a wrong entry is one note that names the place, and no failed run', async ({ stage, project, first }) => {
  const fingerprint = first.findings[0]?.fingerprint ?? '';
  stage.write(file(project), `dismissed:\n  - fingerprint: ${fingerprint}\n    why: known\n  - fingerprint: nonsense\n    why: x\n`);
  const view = await reviewed(stage, project, 'second');
  assert.is(view.outcome, 'completed');
  assert.is(view.findings[0]?.state, 'dismissed');
  const warnings = view.notes.filter((it) => it.kind === 'warning');
  assert.is(warnings.length, 1);
  assert.match(warnings[0]?.text ?? '', `${file(project)}: line 4, column 5: \`fingerprint\`: a fingerprint such as f-7c2e1a`);
  const broken = await stage.muster(['dismiss', 'F-001', '-m', 'x']);
  assert.is(broken.code, 1);
  assert.match(broken.err, /Fix the file first; nothing was written/);

  writeFileSync(file(project), 'dismissed: [');
  const third = await reviewed(stage, project, 'third');
  assert.equal([third.outcome, third.findings[0]?.state], ['completed', 'full-consensus']);
  assert.match(third.notes.map((it) => it.text).join(), 'not YAML');
  await until('the report', () => readFileSync(join(stage.home.run(third.id).report, 'report.md'), 'utf8').includes('not YAML'));
});

dismiss.run();
