// Which dismissals count: the user's own at once, those in a change never for that change, and those of an untrusted project not for
// `--fail-on`.

import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { openTerminal } from '../../muster-terminal.ts';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

const dismiss = suite<{ fixture: CliFixture; project: string; first: RunView }>('a dismissal');

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

dismiss('counts at once in the home, whatever happens to the file, until it is withdrawn', async ({ fixture, project, first }) => {
  const fingerprint = first.findings[0]?.fingerprint ?? '';
  assert.is((await fixture.muster(['dismiss', fingerprint, '-y', '-m', 'known'], { cwd: project })).code, 0);
  rmSync(file(project));
  const second = await reviewed(fixture, project, 'second');
  assert.equal([second.findings[0]?.state, second.findings[0]?.untrusted], ['dismissed', undefined]);
  const undone = await fixture.muster(['dismiss', fingerprint, '--undo'], { cwd: project });
  assert.is(undone.code, 0, undone.err);
  assert.is((await reviewed(fixture, project, 'third')).findings[0]?.state, 'full-consensus');
  assert.is((await fixture.muster(['dismiss', 'F-001', '--undo'], { cwd: project })).code, 2);
});

dismiss('added by the change under review silences nothing in it, and is reported', async ({ fixture, project, first }) => {
  const fingerprint = first.findings[0]?.fingerprint ?? '';
  const git = gitIn(project);
  const answer = readFileSync(join(project, 'answer.js'), 'utf8');
  fixture.write(join(project, 'answer.js'), 'export const nothing = 0;\n');
  git('commit', '-q', '-a', '-m', 'before');
  git('checkout', '-q', '-b', 'feature');
  fixture.write(join(project, 'answer.js'), answer);
  fixture.write(file(project), `dismissed:\n  - fingerprint: ${fingerprint}\n    why: trust me\n`);
  for (const range of ['main...', 'main...HEAD']) {
    const asked = fixture.task(project, ['one', 'two'], `range: ${range}\n`, `what ${range} brings`);
    const { out, code } = await fixture.muster(['run', '-', '--json', '--fail-on', 'info'], { input: asked });
    const view = JSON.parse(out) as RunView;
    assert.equal([view.findings[0]?.state, code], ['full-consensus', 7], range);
    const told = view.findings.find((it) => it.category === 'muster/added-dismissal');
    assert.equal([told?.state, told?.severity, told?.path, told?.line], ['rule-only', 'minor', '.muster/dismissed.yaml', 2], range);
    assert.match(told?.claim ?? '', `- ${fingerprint}: trust me`);
    const page = readFileSync(join(fixture.home.run(view.id).report, 'report.md'), 'utf8');
    assert.match(page, 'The change dismisses 1 finding');
    assert.match(page, `- ${fingerprint}: trust me`);
    git('add', '-A', '-f');
    git('commit', '-q', '--allow-empty', '-m', 'silence it');
  }
});

dismiss('in the file of a project that is not trusted still counts for --fail-on', async ({ fixture, project, first }) => {
  const fingerprint = first.findings[0]?.fingerprint ?? '';
  fixture.write(file(project), `dismissed:\n  - fingerprint: ${fingerprint}\n    why: known\n`);
  const failing = (brief: string) =>
    fixture.muster(['run', '-', '--json', '--fail-on', 'info'], { input: fixture.task(project, ['one', 'two'], '', brief) });
  const strange = await failing('second');
  const [finding] = (JSON.parse(strange.out) as RunView).findings;
  assert.equal([finding?.state, finding?.untrusted, strange.code], ['dismissed', true, 7]);
  assert.match(finding?.reason ?? '', 'in a file of this project, which you do not trust');
  const trusted = await fixture.muster(['trust', project]);
  assert.is(trusted.code, 0, trusted.err);
  const known = await failing('third');
  assert.equal([(JSON.parse(known.out) as RunView).findings[0]?.state, known.code], ['dismissed', 0]);
});

dismiss('asks at a terminal, shows which finding it is, and takes anything but yes as no', async ({ fixture, project, first }) => {
  const answers = async (word: string) => {
    const terminal = openTerminal(fixture, ['dismiss', `${first.id}.F-001`, '-m', 'known'], {}, 80, project);
    await terminal.sees('Dismiss this finding?');
    assert.match(terminal.seen(), /The answer is wrong[\s\S]*answer\.js:2/);
    terminal.pty.write(Buffer.from(`${word}\r`));
    return (await terminal.ended).code;
  };
  assert.is(await answers('n'), 4);
  assert.equal(await dismissedInHome(fixture), []);
  assert.is(await answers('y'), 0);
  assert.is((await dismissedInHome(fixture)).length, 1);
});

const dismissedInHome = async (fixture: CliFixture) =>
  fixture.withLedger(async (ledger) => (await ledger.read('house')).filter((it) => it.type === 'finding.dismissed'));

const gitIn =
  (project: string) =>
  (...args: string[]) =>
    execFileSync('git', ['-C', project, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { stdio: 'pipe' });

dismiss.run();
