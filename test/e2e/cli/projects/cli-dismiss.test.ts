// `muster dismiss`: the reason is written into the project, and from the next run on nobody is asked about the finding.

import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { dismissedIn } from '../../../../daemon/dismissals/dismissed.ts';
import { until } from '../../daemon-fixture.ts';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

const dismiss = suite<{ fixture: CliFixture; project: string; first: RunView }>('muster dismiss');

dismiss.before.each(async (context) => {
  const fixture = openCliFixture();
  context.fixture = fixture;
  context.project = fixture.project('shop');
  fixture.agent('one', 'reviews.mjs');
  fixture.agent('two', 'agrees.mjs');
  context.first = await reviewed(fixture, context.project, 'first');
});
dismiss.after.each(({ fixture }) => fixture.clear());

async function reviewed(fixture: CliFixture, project: string, brief: string): Promise<RunView> {
  const { out, err } = await fixture.muster(['run', '-', '--json'], { input: fixture.task(project, ['one', 'two'], '', brief) });
  assert.is(err, '');
  return JSON.parse(out) as RunView;
}

const file = (project: string): string => join(project, '.muster', 'dismissed.yaml');

dismiss('is stored with its reason, and the next run asks nobody and says why', async ({ fixture, project, first }) => {
  const [finding] = first.findings;
  const fingerprint = finding?.fingerprint ?? '';
  assert.is(finding?.state, 'full-consensus');
  const told = await fixture.muster(['dismiss', 'F-001', '--yes', '-m', ' It is 42 elsewhere. '], { cwd: project });
  assert.is(told.code, 0, told.err);
  assert.is(told.err, `muster: F-001 of ${first.id}, the newest run of this project that has it\n`);
  assert.is(
    told.out,
    `Dismissed ${fingerprint} (${first.id}.F-001, answer.js:2): The answer is wrong.\nIt counts here at once; commit ${file(project)}, so that it counts for others too.\n`,
  );
  const [entry] = dismissedIn(readFileSync(file(project), 'utf8')).dismissed;
  assert.equal([entry?.fingerprint, entry?.title, entry?.why], [fingerprint, 'The answer is wrong', 'It is 42 elsewhere.']);
  assert.ok(entry?.who);
  assert.match(entry?.when ?? '', /^\d{4}-\d\d-\d\d$/);

  const second = await reviewed(fixture, project, 'second');
  const [again] = second.findings;
  assert.equal([again?.state, again?.settledIn, again?.fingerprint], ['dismissed', 0, fingerprint]);
  assert.match(again?.reason ?? '', /^Dismissed as f-[0-9a-f]+ by .+ on \d{4}-\d\d-\d\d; no worker was asked: It is 42 elsewhere\.$/);
  assert.ok(
    second.dispatches.every((it) => it.round === 0),
    'nobody was asked',
  );
  assert.is(second.convergence.ended, 'queue-empty');
  const folder = fixture.home.run(second.id).report;
  for (const name of ['report.md', 'report.html']) {
    const page = readFileSync(join(folder, name), 'utf8');
    assert.match(page, 'Dismissed earlier');
    assert.match(page, 'It is 42 elsewhere.');
  }
  assert.match((await fixture.muster(['explain', `${second.id}.F-001`])).out, 'Dismissed as');
  // It is known once: the same word again changes nothing.
  const before = readFileSync(file(project), 'utf8');
  const known = await fixture.muster(['dismiss', fingerprint, '-y', '-m', 'something else'], { cwd: project });
  assert.equal([known.code, known.out], [0, `F-001 was already dismissed in ${file(project)}: It is 42 elsewhere.\n`]);
  assert.is(readFileSync(file(project), 'utf8'), before);
  assert.is(
    (await fixture.muster(['run', '-', '--fail-on', 'info'], { input: fixture.task(project, ['one', 'two'], '', 'third') })).code,
    0,
  );
});

dismiss(
  'is refused without a reason, without a finding, inside a worker, and through a link that leads out',
  async ({ fixture, project, first }) => {
    const refused = async (says: RegExp, args: string[], env: Record<string, string> = {}) => {
      const { code, err, out } = await fixture.muster(['dismiss', ...args], { env, cwd: project });
      assert.is(code, 2, err);
      assert.match(err, says);
      assert.is(out, '');
    };
    await refused(/needs a reason/, ['F-001']);
    await refused(/needs a reason/, ['F-001', '-m', '  ']);
    await refused(/not the name of a finding/, [first.id, '-m', 'x']);
    await refused(/no run of .*shop has a finding F-099/, ['F-099', '-m', 'x']);
    await refused(/F-001 is “The answer is wrong” in answer.js:2; without a terminal a dismissal needs --yes/, ['F-001', '-m', 'x']);
    const elsewhere = await fixture.muster(['dismiss', `${first.id}.F-001`, '-y', '-m', 'x'], { cwd: fixture.project('other') });
    assert.is(elsewhere.code, 2);
    assert.match(elsewhere.err, /is about .*shop, not about .*other/);
    assert.match(
      (await fixture.muster(['dismiss', 'F-001', '-y', '-m', 'x'], { cwd: join(fixture.folder, 'other') })).err,
      /no run of .*other/,
    );
    await refused(/is for people/, ['F-001', '-m', 'x'], { MUSTER_DISPATCH: `${first.id}.d1` });
    mkdirSync(join(fixture.folder, 'elsewhere'));
    rmSync(join(project, '.muster'), { recursive: true, force: true });
    symlinkSync(join(fixture.folder, 'elsewhere'), join(project, '.muster'));
    const { code, err } = await fixture.muster(['dismiss', 'F-001', '-y', '-m', 'x'], { cwd: project });
    assert.ok(code !== 0);
    assert.match(err, /it leads outside/);
  },
);

dismiss('two at once are both stored', async ({ fixture, project, first }) => {
  const fingerprint = first.findings[0]?.fingerprint ?? '';
  fixture.write(file(project), '# ours\ndismissed:\n  # the oldest\n  - fingerprint: f-000000000000\n    why: known\n');
  const both = await Promise.all([1, 2, 3].map((n) => fixture.muster(['dismiss', 'F-001', '-y', '-m', `word ${n}`], { cwd: project })));
  assert.equal(
    both.map((it) => it.code),
    [0, 0, 0],
  );
  assert.is(both.filter((it) => it.out.includes('was already dismissed')).length, 2);
  const text = readFileSync(file(project), 'utf8');
  assert.equal(
    dismissedIn(text).dismissed.map((it) => it.fingerprint),
    ['f-000000000000', fingerprint],
  );
  assert.match(text, '# ours\ndismissed:\n  # the oldest\n  - fingerprint: f-000000000000\n');
});

dismiss('an invalid entry is one note with its place, and fails no run', async ({ fixture, project, first }) => {
  const fingerprint = first.findings[0]?.fingerprint ?? '';
  fixture.write(file(project), `dismissed:\n  - fingerprint: ${fingerprint}\n    why: known\n  - fingerprint: nonsense\n    why: x\n`);
  const view = await reviewed(fixture, project, 'second');
  assert.is(view.outcome, 'completed');
  assert.is(view.findings[0]?.state, 'dismissed');
  const warnings = view.notes.filter((it) => it.kind === 'warning');
  assert.is(warnings.length, 2);
  assert.match(warnings[1]?.text ?? '', 'you do not trust this project');
  assert.match(warnings[0]?.text ?? '', `${file(project)}: line 4, column 5: \`fingerprint\`: a fingerprint such as f-7c2e1a`);
  const broken = await fixture.muster(['dismiss', 'F-001', '-y', '-m', 'x'], { cwd: project });
  assert.is(broken.code, 1);
  assert.match(broken.err, /Fix the file first; nothing was written/);
  assert.equal(await dismissedInHome(fixture), [], 'refused in the file, so nowhere');

  writeFileSync(file(project), 'dismissed: [');
  const third = await reviewed(fixture, project, 'third');
  assert.equal([third.outcome, third.findings[0]?.state], ['completed', 'full-consensus']);
  assert.match(third.notes.map((it) => it.text).join(), 'not YAML');
  await until('the report', () => readFileSync(join(fixture.home.run(third.id).report, 'report.md'), 'utf8').includes('not YAML'));
});

const dismissedInHome = async (fixture: CliFixture) =>
  fixture.withLedger(async (ledger) => (await ledger.read('house')).filter((it) => it.type === 'finding.dismissed'));

dismiss.run();
