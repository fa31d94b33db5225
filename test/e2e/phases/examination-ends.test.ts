// Why an examination ends, and what it leaves: too few who can answer, folded findings, one analyser, a run that stops.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Report } from '../../../contracts/run/report.ts';
import { closingScreen } from '../../../daemon/cli/screens/closing-screen.ts';
import { renderAs } from '../../../skills/report-writer/formats/formats.ts';
import { type DaemonFixture, openDaemonFixture, until, WORKERS } from '../daemon-fixture.ts';
import { examined, SHOP } from './examining.ts';

const examination = suite<{ fixture: DaemonFixture }>('how an examination ends');

examination.before.each((context) => {
  context.fixture = openDaemonFixture();
});

examination.after.each(({ fixture }) => fixture.clear());

examination('ends when fewer than two can answer; a worker that fails is no vote against', async ({ fixture }) => {
  const view = await examined(fixture, ['raises-floats', 'breaks-in-rounds'], { maxRounds: 3 });
  assert.equal([view.convergence.rounds, view.convergence.ended], [2, 'quorum-lost']);
  assert.equal(
    view.convergence.skippedWorkers.map(({ seat, round }) => [seat, round]),
    [
      ['breaks-in-rounds', 1],
      ['breaks-in-rounds', 2],
    ],
  );
  const [finding] = view.findings;
  assert.is(finding?.state, 'worker-unique');
  assert.match(finding?.reason ?? '', /breaks-in-rounds failed \(verification-error: exit-without-result\)/);
  assert.match(fixture.progress(), 'phase-5.5-convergence ended=quorum-lost\n');
});

examination('counts all rules as one voice beside a model: two rules that agree are a recheck, not two opinions', async ({ fixture }) => {
  const shop = { ...SHOP, 'README.md': '# Shop\n\nSee [the guide](docs/guide.md).\n' };
  const view = await examined(fixture, ['abstains', 'builtin'], {}, shop);
  const dead = view.findings.find((it) => it.category === 'links/dead-relative-link');
  assert.equal([dead?.state, dead?.seats], ['rechecked', ['links']]);
  assert.match(
    dead?.reason ?? '',
    /^Rechecked: raised by links, and secrets came to the same by a method of its own; abstains abstained\.$/,
  );
  const shown = readFileSync(join(fixture.home.run(view.id).report, 'report.html'), 'utf8');
  assert.match(shown, /links, .* count as one voice\./);
});

examination('examines a folded finding place by place: refuted places are dropped, and every count follows', async ({ fixture }) => {
  const list = [...[1, 2, 3, 4, 5, 6].map((it) => `export const mark${it} = 'MARK ${it}';`), 'export const read = [mark2, mark5];', ''];
  const view = await examined(fixture, ['folds-marks', 'corrects-extent', 'corrects-too'], {}, { 'list.js': list.join('\n') });
  const [finding] = view.findings;
  assert.equal([finding?.state, finding?.title], ['full-consensus', '4 × a mark that nobody reads']);
  assert.equal(
    finding?.places?.filter((it) => it.refuted === undefined).map((it) => it.line),
    [1, 3, 4, 6],
  );
  assert.match(finding?.places?.[1]?.refuted ?? '', 'Refuted: corrects-extent disagrees, corrects-too disagrees');
  const page = readFileSync(join(fixture.home.run(view.id).report, 'report.md'), 'utf8');
  assert.match(page, '4 × a mark that nobody reads');
  assert.match(page, 'Refuted at 2 of 6 places, which do not count: list.js:2, list.js:5');
  assert.not.match(page, 'quote found at list.js:2');
  const report = Report.parse(JSON.parse(readFileSync(join(fixture.home.run(view.id).report, 'report.json'), 'utf8')));
  const sarif = JSON.parse(renderAs('sarif', report, { exitCode: 0 }));
  const result = sarif.runs[0].results[0];
  assert.equal(
    [...result.locations, ...result.relatedLocations].flatMap((it) => it.physicalLocation?.region?.startLine ?? []),
    [1, 3, 4, 6],
  );
  assert.match(result.message.text, /^4 × a mark/);
  const screen = closingScreen(view, { color: false, width: 100 });
  assert.match(screen, '4 × a mark that nobody reads');
  assert.match(screen, '2 places refuted');
});

examination('is off with one analyser, and says that nobody else has looked', async ({ fixture }) => {
  const view = await examined(fixture, ['raises-floats']);
  assert.equal([view.convergence.rounds, view.convergence.ended, view.findings[0]?.state], [0, 'disabled', 'not-examined']);
  const phase = view.phases.find((it) => it.key === 'convergence');
  assert.equal([phase?.state, phase?.reason], ['skipped', 'disabled']);
});

examination('stops with the run: unfinished asks are no failed votes, and nothing stays queued', async ({ fixture }) => {
  const go = join(fixture.folder, 'never');
  fixture.write(
    join(fixture.home.agents, 'waits.md'),
    `---\nname: waits\ndescription: scripted\nprovider: command\nroles: [analyser]\nargv: ${JSON.stringify([process.execPath, join(WORKERS, 'waits-in-rounds.mjs'), go])}\n---\n`,
  );
  fixture.agent('raises-floats', 'raises-floats.mjs');
  const project = fixture.project('shop', SHOP);
  await fixture.up();
  fixture.drop('look.md', fixture.task(project, ['raises-floats', 'waits']));
  await until('the round', () => fixture.progress().includes('round=1 queue=1'));
  const [run = ''] = await fixture.runs();
  await until('the worker to run in it', async () =>
    (await fixture.view(run)).dispatches.some((it) => it.round === 1 && it.attempts.some((one) => one.state === 'running')),
  );
  await fixture.ask({
    ask: 'order',
    command: { token: 'stop-this-run', actor: { kind: 'person' }, order: { kind: 'abort', run, reason: 'enough' } },
  });
  const view = await fixture.ended(run);
  assert.equal([view.outcome, view.convergence.ended], ['aborted', 'stopped']);
  assert.is(view.findings[0]?.state, 'worker-unique');
  assert.match(view.findings[0]?.reason ?? '', 'waits failed (verification-error: cancelled)');
});

examination.run();
