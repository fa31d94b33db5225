// A branch that is reviewed again: what is fixed, new, still open under its old id, and back.

import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { TrackedFinding } from '../../../contracts/findings/tracked.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';

const test = suite<{ stage: CliStage; project: string }>('findings over time');

const lines = (...named: string[]) =>
  named.map((it, at) => `export function f${at}() {\n  return ${it.length}; // BUG ${it}\n}\n`).join('\n');

test.before.each((context) => {
  const stage = openCliStage();
  context.stage = stage;
  context.project = stage.project('shop', {
    'a.js': lines('the rounding of prices', 'the closing of files'),
    'b.js': lines('an escaped name'),
  });
  stage.agent('one', 'finds-marks.mjs');
  stage.agent('two', 'agrees.mjs');
});
test.after.each(({ stage }) => stage.clear());

async function reviewed(stage: CliStage, project: string, more: readonly string[] = []): Promise<RunView> {
  const { out, err, code } = await stage.muster(['review', '--agents', 'one,two', '--json', ...more], { cwd: project });
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

test('one fixed, one added, a file renamed: fixed 1, new 1, the rest open under their old ids', async ({ stage, project }) => {
  const git = gitIn(project);
  const first = await reviewed(stage, project, ['--all']);
  assert.equal(
    told(first).map((it) => it.change),
    ['first-seen', 'first-seen', 'first-seen'],
  );
  const ids = new Map(told(first).map((it) => [it.title, it.id]));

  stage.write(join(project, 'a.js'), `// prices\n${lines('the closing of files')}`);
  renameSync(join(project, 'b.js'), join(project, 'c.js'));
  stage.write(join(project, 'd.js'), lines('a lost update'));
  git('add', '-A');
  git('commit', '-q', '-m', 'fix the prices');

  const second = await reviewed(stage, project, ['--all']);
  assert.equal(told(second), [
    { change: 'first-seen', title: 'Wrong: a lost update', id: told(second)[0]?.id, at: 'd.js' },
    { change: 'seen', title: 'Wrong: an escaped name', id: ids.get('Wrong: an escaped name'), at: 'c.js' },
    { change: 'seen', title: 'Wrong: the closing of files', id: ids.get('Wrong: the closing of files'), at: 'a.js' },
    { change: 'fixed', title: 'Wrong: the rounding of prices', id: ids.get('Wrong: the rounding of prices'), at: 'a.js' },
  ]);
  const fixed = second.overTime?.traces.find((it) => it.change === 'fixed');
  assert.is(fixed?.tracked.fixed?.commit, git('rev-parse', 'HEAD'));

  const report = stage.home.run(second.id).report;
  assert.match(
    readFileSync(join(report, 'report.md'), 'utf8'),
    /## Compared with the last review\n\nSince .*1 new, 2 still open and 1 fixed/,
  );
  assert.match(readFileSync(join(report, 'report.html'), 'utf8'), 'Compared with the last review');
  const sarif = JSON.parse((await stage.muster(['report', second.id, '--format', 'sarif'])).out);
  assert.equal(sarif.runs[0].results.map((it: { baselineState: string }) => it.baselineState).toSorted(), [
    'absent',
    'new',
    'unchanged',
    'unchanged',
  ]);
  assert.is((await stage.muster(['verify', second.id])).code, 0);

  // It is listed by branch, and each tells its own history.
  const open = JSON.parse((await stage.muster(['findings', '--open', '--json'], { cwd: project })).out) as TrackedFinding[];
  assert.is(open.length, 3);
  const table = await stage.muster(['findings'], { cwd: project });
  assert.match(table.out, /4 findings on main of .*: 3 open, 1 fixed/);
  const history = await stage.muster(['history', ids.get('Wrong: the rounding of prices') ?? ''], { cwd: project });
  assert.match(
    history.out,
    new RegExp(`${first.id}  first seen as F-00\\d in a.js:2[\\s\\S]*${second.id}  fixed by ${git('rev-parse', '--short=12', 'HEAD')}`),
  );
  assert.is((await stage.muster(['history', 'f-00000000'], { cwd: project })).code, 2);

  // And it comes back.
  git('revert', '--no-edit', 'HEAD');
  const { out } = await stage.muster(['review', '--agents', 'one,two', '--all'], { cwd: project });
  assert.match(out, /Over time {2}Since r-\w+ \(.*\): 2 still open, 1 fixed and 1 came back\./);
});

test('a defect in the lines that fixed another says so: on the screen, in the report, in its history', async ({ stage, project }) => {
  const first = await reviewed(stage, project, ['--all']);
  const id = told(first).find((it) => it.title === 'Wrong: an escaped name')?.id ?? '';
  stage.write(join(project, 'b.js'), lines('an escaped name').replace(/return .*$/m, 'const sum = 1 + 2; // BUG overflow of totals'));
  const { out } = await stage.muster(['review', '--agents', 'one,two', '--all'], { cwd: project });
  assert.match(out, new RegExp(`  New\\n +f-[0-9a-f]+ {2}major: Wrong: overflow of totals[\\s\\S]*after\\s+the\\s+fix\\s+of\\s+${id}`));
  const run = (await stage.runs()).find((it) => it !== first.id) ?? '';
  assert.match(readFileSync(join(stage.home.run(run).report, 'report.md'), 'utf8'), `after the fix of ${id}`);
  const fresh = (await stage.view(run)).overTime?.traces.find((it) => it.change === 'first-seen')?.tracked.id ?? '';
  assert.match((await stage.muster(['history', fresh], { cwd: project })).out, `after the fix of ${id}`);
});

test('since the last review: workers get only what is new, and older findings stay open under their ids', async ({ stage, project }) => {
  const git = gitIn(project);
  git('checkout', '-q', '-b', 'feature');
  stage.write(join(project, 'e.js'), lines('a missing check', 'a wrong sign'));
  git('add', '-A');
  git('commit', '-q', '-m', 'more');
  const first = await reviewed(stage, project);
  assert.is(first.task.range, 'main...');
  const ids = new Map(told(first).map((it) => [it.title, it.id]));

  // Nothing has changed: nobody is asked, and what is open is told.
  const nothing = await stage.muster(['review', '--agents', 'one,two', '--fail-on', 'major'], { cwd: project });
  assert.match(nothing.out, new RegExp(`^Nothing changed since ${first.id} .*2 findings still open`));
  assert.is(nothing.code, 7);

  renameSync(join(project, 'b.js'), join(project, 'c.js'));
  stage.write(join(project, 'e.js'), lines('a wrong sign'));
  stage.write(join(project, 'only.txt'), 'nothing wrong in here\n');
  stage.agent('one', 'finds-nothing.mjs');
  const { out, code, err } = await stage.muster(['review', '--agents', 'one,two', '--fail-on', 'major'], { cwd: project });
  assert.match(out, new RegExp(`Reviewing what changed since ${first.id} .*2 open findings checked without a worker`), err);
  assert.match(out, /1 fixed/);
  assert.is(code, 7, 'what is still open counts');
  const second = await stage.view((await stage.runs()).find((it) => it !== first.id) ?? '');
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
  const other = await stage.muster(['review', '--agents', 'one', '--whole', '--since-last'], { cwd: project });
  assert.is(other.code, 2);
  stage.agent('three', 'agrees.mjs');
  const third = await stage.muster(['review', '--agents', 'one,three'], { cwd: project });
  assert.match(third.err, 'everything is reviewed: no complete review of feature by three yet');
});

test.run();
