// A branch that is reviewed again: what is fixed, new, still open under its old id, and back.

import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { TrackedFinding } from '../../../contracts/findings/tracked.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';

const test = suite<{ fixture: CliFixture; project: string }>('findings over time');

const lines = (...named: string[]) =>
  named.map((it, at) => `export function f${at}() {\n  return ${it.length}; // BUG ${it}\n}\n`).join('\n');

test.before.each((context) => {
  const fixture = openCliFixture();
  context.fixture = fixture;
  context.project = fixture.project('shop', {
    'a.js': lines('the rounding of prices', 'the closing of files'),
    'b.js': lines('an escaped name'),
  });
  fixture.agent('one', 'finds-marks.mjs');
  fixture.agent('two', 'agrees.mjs');
});
test.after.each(({ fixture }) => fixture.clear());

async function reviewed(fixture: CliFixture, project: string, more: readonly string[] = []): Promise<RunView> {
  const { out, err, code } = await fixture.muster(['review', '--agents', 'one,two', '--json', ...more], { cwd: project });
  assert.is(code, 0, err);
  return JSON.parse(out) as RunView;
}

const gitIn =
  (project: string) =>
  (...args: string[]) =>
    execFileSync('git', ['-C', project, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { encoding: 'utf8' }).trim();

const told = (view: RunView) =>
  (view.overTime?.traces ?? [])
    .map(({ change, tracked: { title, id, anchor } }) => ({ change, title, id, at: anchor?.path }))
    .toSorted((a, b) => (a.title < b.title ? -1 : 1));

test('one fixed, one added, a file renamed: fixed 1, new 1, the rest open under their old ids', async ({ fixture, project }) => {
  const git = gitIn(project);
  const first = await reviewed(fixture, project, ['--all']);
  assert.equal(
    told(first).map((it) => it.change),
    ['first-seen', 'first-seen', 'first-seen'],
  );
  const ids = new Map(told(first).map((it) => [it.title, it.id]));

  fixture.write(join(project, 'a.js'), `// prices\n${lines('the closing of files')}`);
  renameSync(join(project, 'b.js'), join(project, 'c.js'));
  fixture.write(join(project, 'd.js'), lines('a lost update'));
  git('add', '-A');
  git('commit', '-q', '-m', 'fix the prices');

  const second = await reviewed(fixture, project, ['--all']);
  assert.equal(told(second), [
    { change: 'first-seen', title: 'Wrong: a lost update', id: told(second)[0]?.id, at: 'd.js' },
    { change: 'seen', title: 'Wrong: an escaped name', id: ids.get('Wrong: an escaped name'), at: 'c.js' },
    { change: 'seen', title: 'Wrong: the closing of files', id: ids.get('Wrong: the closing of files'), at: 'a.js' },
    { change: 'fixed', title: 'Wrong: the rounding of prices', id: ids.get('Wrong: the rounding of prices'), at: 'a.js' },
  ]);
  const fixed = second.overTime?.traces.find((it) => it.change === 'fixed');
  assert.is(fixed?.tracked.fixed?.commit, git('rev-parse', 'HEAD'));

  const report = fixture.home.run(second.id).report;
  assert.match(
    readFileSync(join(report, 'report.md'), 'utf8'),
    /## Compared with the last review\n\nSince .*1 new, 2 still open and 1 fixed/,
  );
  assert.match(readFileSync(join(report, 'report.html'), 'utf8'), 'Compared with the last review');
  const sarif = JSON.parse((await fixture.muster(['report', second.id, '--format', 'sarif'])).out);
  assert.equal(sarif.runs[0].results.map((it: { baselineState: string }) => it.baselineState).toSorted(), [
    'absent',
    'new',
    'unchanged',
    'unchanged',
  ]);
  assert.is((await fixture.muster(['verify', second.id])).code, 0);

  // It is listed by branch, and each tells its own history.
  const open = JSON.parse((await fixture.muster(['findings', '--open', '--json'], { cwd: project })).out) as TrackedFinding[];
  assert.is(open.length, 3);
  const table = await fixture.muster(['findings'], { cwd: project });
  assert.match(table.out, /4 findings on main of .*: 3 open, 1 fixed/);
  const history = await fixture.muster(['history', ids.get('Wrong: the rounding of prices') ?? ''], { cwd: project });
  assert.match(
    history.out,
    new RegExp(`${first.id}  first seen as F-00\\d in a.js:2[\\s\\S]*${second.id}  fixed by ${git('rev-parse', '--short=12', 'HEAD')}`),
  );
  assert.is((await fixture.muster(['history', 'f-00000000'], { cwd: project })).code, 2);

  // And it comes back.
  git('revert', '--no-edit', 'HEAD');
  const { out } = await fixture.muster(['review', '--agents', 'one,two', '--all'], { cwd: project });
  assert.match(out, /Over time {2}Since r-\w+ \(.*\): 2 still open, 1 fixed and 1 came back\./);
});

test('a defect in the lines that fixed another says so: on the screen, in the report, in its history', async ({ fixture, project }) => {
  const first = await reviewed(fixture, project, ['--all']);
  const id = told(first).find((it) => it.title === 'Wrong: an escaped name')?.id ?? '';
  fixture.write(join(project, 'b.js'), lines('an escaped name').replace(/return .*$/m, 'const sum = 1 + 2; // BUG overflow of totals'));
  const { out } = await fixture.muster(['review', '--agents', 'one,two', '--all'], { cwd: project });
  assert.match(out, new RegExp(`  New\\n +f-[0-9a-f]+ {2}major: Wrong: overflow of totals[\\s\\S]*after\\s+the\\s+fix\\s+of\\s+${id}`));
  const run = (await fixture.runs()).find((it) => it !== first.id) ?? '';
  assert.match(readFileSync(join(fixture.home.run(run).report, 'report.md'), 'utf8'), `after the fix of ${id}`);
  const fresh = (await fixture.view(run)).overTime?.traces.find((it) => it.change === 'first-seen')?.tracked.id ?? '';
  assert.match((await fixture.muster(['history', fresh], { cwd: project })).out, `after the fix of ${id}`);
});

test('since the last review: workers get only what is new, and older findings stay open under their ids', async ({ fixture, project }) => {
  const git = gitIn(project);
  git('checkout', '-q', '-b', 'feature');
  fixture.write(join(project, 'e.js'), lines('a missing check', 'a wrong sign'));
  git('add', '-A');
  git('commit', '-q', '-m', 'more');
  const first = await reviewed(fixture, project);
  assert.is(first.task.range, 'main...');
  const ids = new Map(told(first).map((it) => [it.title, it.id]));

  // Nothing has changed: nobody is asked, and what is open is told.
  const nothing = await fixture.muster(['review', '--agents', 'one,two', '--fail-on', 'major'], { cwd: project });
  assert.match(nothing.out, new RegExp(`^Nothing changed since ${first.id} .*2 findings still open`));
  assert.is(nothing.code, 7);

  renameSync(join(project, 'b.js'), join(project, 'c.js'));
  fixture.write(join(project, 'e.js'), lines('a wrong sign'));
  fixture.write(join(project, 'only.txt'), 'nothing wrong in here\n');
  fixture.agent('one', 'finds-nothing.mjs');
  const { out, code, err } = await fixture.muster(['review', '--agents', 'one,two', '--fail-on', 'major'], { cwd: project });
  assert.match(out, new RegExp(`Reviewing what changed since ${first.id} .*2 open findings checked without a worker`), err);
  assert.match(out, /1 fixed/);
  assert.is(code, 7, 'what is still open counts');
  const second = await fixture.view((await fixture.runs()).find((it) => it !== first.id) ?? '');
  assert.equal(
    told(second).map((it) => [it.change, it.title, it.id]),
    [
      ['still-there', 'Wrong: a wrong sign', ids.get('Wrong: a wrong sign')],
      ['fixed', 'Wrong: a missing check', ids.get('Wrong: a missing check')],
      ['still-there', 'Wrong: an escaped name', ids.get('Wrong: an escaped name')],
      ['still-there', 'Wrong: the closing of files', ids.get('Wrong: the closing of files')],
      ['still-there', 'Wrong: the rounding of prices', ids.get('Wrong: the rounding of prices')],
    ].toSorted((a, b) => ((a[1] ?? '') < (b[1] ?? '') ? -1 : 1)),
  );
  // Two looks at what is new, and no round: nothing was raised that others had to judge.
  assert.is(second.dispatches.filter((it) => it.role === 'analyser').length, 2);

  // Whoever has not reviewed the branch gets all of it.
  const other = await fixture.muster(['review', '--agents', 'one', '--whole', '--since-last'], { cwd: project });
  assert.is(other.code, 2);
  fixture.agent('three', 'agrees.mjs');
  const third = await fixture.muster(['review', '--agents', 'one,three'], { cwd: project });
  assert.match(third.err, 'everything is reviewed: no complete review of feature by three yet');
});

test.run();
