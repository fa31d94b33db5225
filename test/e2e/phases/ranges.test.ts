// In a review of a range, findings about lines that the change did not touch are reported as older and do not count.

import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';

const test = suite<{ fixture: CliFixture; project: string; git: (...args: string[]) => string }>('the review of a change');

const lines = (...named: string[]) =>
  named.map((it, at) => `export function f${at}() {\n  const it = ${at};\n  return it; // BUG ${it}\n}\n`).join('\n');

test.before.each((context) => {
  const fixture = openCliFixture();
  context.fixture = fixture;
  context.project = fixture.project('shop', {
    'a.js': lines('an old one'),
    'b.js': lines('one that is renamed'),
    'c.js': lines('a moved one', 'one that stays'),
  });
  context.git = (...args) =>
    execFileSync('git', ['-C', context.project, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { encoding: 'utf8' }).trim();
  fixture.agent('one', 'finds-marks.mjs');
  fixture.agent('two', 'agrees.mjs');
  context.git('checkout', '-q', '-b', 'feature');
});
test.after.each(({ fixture }) => fixture.clear());

const states = (view: RunView) => Object.fromEntries(view.findings.map((it) => [it.title.replace('Wrong: ', ''), it.state]));

test('a defect in lines that it did not touch is listed separately and fails nothing; one in its lines counts', async ({
  fixture,
  project,
  git,
}) => {
  const [moved = '', stays = ''] = lines('a moved one', 'one that stays').split('\n\n');
  fixture.write(join(project, 'a.js'), `// Prices, see the handbook.\n${lines('an old one')}`);
  renameSync(join(project, 'b.js'), join(project, 'renamed.js'));
  fixture.write(join(project, 'c.js'), stays);
  fixture.write(join(project, 'd.js'), `import { it } from './it.js';\n\n${moved}\n`);
  git('add', '-A');
  git('commit', '-q', '-m', 'move things');

  const clean = await fixture.muster(['review', 'main...HEAD', '--agents', 'one,two', '--fail-on', 'info'], { cwd: project });
  assert.is(clean.code, 0, clean.out + clean.err);
  assert.match(clean.out, 'Findings   none in what the change touched');
  assert.match(clean.out, /Before {5}4 findings in lines that the change did not touch: not examined, not counted/);
  const [run = ''] = await fixture.runs();
  const view = await fixture.view(run);
  assert.equal(states(view), {
    'an old one': 'pre-existing',
    'one that is renamed': 'pre-existing',
    'a moved one': 'pre-existing',
    'one that stays': 'pre-existing',
  });
  // Nobody was asked about them.
  assert.is(view.dispatches.filter((it) => it.round > 0).length, 0);
  const report = fixture.home.run(run).report;
  assert.match(readFileSync(join(report, 'report.md'), 'utf8'), '## There before the change (4)');
  assert.match(readFileSync(join(report, 'report.html'), 'utf8'), 'There before the change');
  const sarif = JSON.parse((await fixture.muster(['report', run, '--format', 'sarif'])).out);
  assert.equal(
    sarif.runs[0].results.map((it: { baselineState: string; level: string }) => [it.baselineState, it.level]),
    Array(4).fill(['unchanged', 'note']),
  );

  // The branch itself, with a defect of its own: it fails for that one, and only for that.
  fixture.write(join(project, 'd.js'), `import { it } from './it.js';\n\n${moved}\n${lines('a new one')}`);
  const failing = await fixture.muster(['review', '--agents', 'one,two', '--fail-on', 'major', '--json'], { cwd: project });
  assert.is(failing.code, 7, failing.err);
  const second = JSON.parse(failing.out) as RunView;
  assert.equal(states(second)['a new one'], 'full-consensus');
  assert.is(second.findings.filter((it) => it.state === 'pre-existing').length, 4);

  // Only what changed since: what the branch brought is still open and counts, what was there before does not.
  fixture.write(join(project, 'e.js'), 'export const fine = 1;\n');
  const since = await fixture.muster(['review', '--agents', 'one,two', '--fail-on', 'major'], { cwd: project });
  assert.match(since.out, 'Reviewing what changed since');
  assert.is(since.code, 7, 'the defect of the branch is still there');
  fixture.write(join(project, 'd.js'), `import { it } from './it.js';\n\n${moved}\n`);
  const repaired = await fixture.muster(['review', '--agents', 'one,two', '--fail-on', 'info'], { cwd: project });
  assert.is(repaired.code, 0, repaired.out);
  assert.match(repaired.out, /: 1 fixed\./);
  const nothing = await fixture.muster(['review', '--agents', 'one,two', '--fail-on', 'info'], { cwd: project });
  assert.match(nothing.out, /^Nothing changed since .* No finding is open/);
  assert.is(nothing.code, 0);

  // The whole project is judged by all of it.
  const all = await fixture.muster(['review', '--all', '--agents', 'one,two', '--fail-on', 'major'], { cwd: project });
  assert.is(all.code, 7);
});

test('a verdict on a change is not blocked by older defects', async ({ fixture, project, git }) => {
  fixture.write(join(project, 'a.js'), `// Prices.\n${lines('an old one')}`);
  git('add', '-A');
  git('commit', '-q', '-m', 'a comment');
  const task = (range: string) =>
    `---\ntitle: the work\nproject: ${project}\ntype: final-verification\nrange: ${range}\nagents: [one, two]\n---\nIs it right?\n`;
  const accepted = await fixture.muster(['run', '-', '--json'], { cwd: project, input: task('main...HEAD') });
  const view = JSON.parse(accepted.out) as RunView;
  assert.equal([view.verdict?.blockers, Object.values(states(view)).filter((it) => it !== 'pre-existing')], [[], []]);
  assert.ok(view.findings.length > 0);
});

test.run();
