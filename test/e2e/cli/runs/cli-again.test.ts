// A task over several runs: the same inputs again, and what was done under one name.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RerunBatch } from '../../../../contracts/rerun.ts';
import type { Manifest } from '../../../../contracts/run/manifest.ts';
import { until } from '../../daemon-fixture.ts';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

const again = suite<{ fixture: CliFixture; project: string }>('muster rerun and history');

again.before.each(async (context) => {
  context.fixture = openCliFixture();
  context.fixture.config('grace: { flush: 300ms, exit: 1s, invalid: 1s, kill: 1s }\n');
  context.project = context.fixture.project('shop', { 'README.md': '# Shop\n\nSee [the guide](guide.md).\n', 'a.js': 'let x = 1;\n' });
  context.fixture.agent('dies', 'crashes-before.mjs');
});
again.after.each(({ fixture }) => fixture.clear());

/** Written where the project is told from here: `./shop`. */
const TASK = (agents: string, more = '') => `---\nproject: ./shop\nagents: [${agents}]\n${more}---\nLook at it.\n`;

async function submitted(fixture: CliFixture, text: string, cwd = fixture.folder): Promise<string> {
  const { code, out, err } = await fixture.muster(['submit', '-'], { input: text, cwd });
  assert.is(code, 0, err);
  const run = out.trim();
  await fixture.ended(run);
  return run;
}

type Row = { run: string; was: string; outcome: string; again: string | null; why: string };
const batchOf = (out: string): RerunBatch => JSON.parse(out);
const rowsOf = (out: string): Row[] => batchOf(out).rows;

again('logs and attach name the worker whose result was reused', async ({ fixture }) => {
  const first = await submitted(fixture, TASK('links'));
  const second = await submitted(fixture, TASK('links'));
  for (const command of ['logs', 'attach']) {
    const { code, err } = await fixture.muster([command, `${second}.d1`]);
    assert.is(code, 2);
    assert.match(err, `${second}.d1 was not started: it reuses the result of ${first}.d1`);
  }
});

again('repeats the same task for the same project, from any folder', async ({ fixture, project }) => {
  const good = await submitted(fixture, TASK('links'));
  const bad = await submitted(fixture, TASK('dies'));
  mkdirSync(join(fixture.folder, 'elsewhere'));

  const dry = await fixture.muster(['rerun', good, bad, '--failed', '--dry-run'], { cwd: join(fixture.folder, 'elsewhere') });
  assert.is(dry.code, 0, dry.err);
  assert.match(dry.out, new RegExp(`${good} +ended completed +not run again: it did not fail`));
  assert.match(dry.out, new RegExp(`${bad} +ended failed: no-result +would run again: Look at it`));
  assert.is((await fixture.runs()).length, 2, 'nothing was submitted');

  const real = await fixture.muster(['rerun', good, bad, '--failed', '--json'], { cwd: join(fixture.folder, 'elsewhere') });
  assert.is(real.code, 0, real.err);
  const [first, second] = rowsOf(real.out);
  assert.equal([first?.outcome, second?.outcome], ['passed-over', 'submitted']);
  const run = second?.again ?? '';
  const view = await fixture.ended(run);
  assert.is(view.task.project, project);
  assert.equal(view.origin, { kind: 'command', command: 'rerun', cwd: join(fixture.folder, 'elsewhere'), of: bad, sameFiles: true });
  const before = await fixture.view(bad);
  assert.is(view.text, before.text);
  assert.equal(view.task, before.task);
  const manifest = fixture.home.run(run).manifest;
  await until('the manifest', () => readable(manifest));
  assert.is((JSON.parse(readFileSync(manifest, 'utf8')) as Manifest).parent, bad);
  const parent = (): Manifest => JSON.parse(readFileSync(fixture.home.run(bad).manifest, 'utf8'));
  await until('the child in the manifest of the run that is repeated', () => parent().children.includes(run));
  const verified = await fixture.muster(['verify', bad]);
  assert.is(verified.code, 0, verified.out);
});

again('is refused with a reason if it is impossible, and the others are still repeated', async ({ fixture }) => {
  const keyed = await submitted(fixture, TASK('links', 'key: once\n'));
  const good = await submitted(fixture, TASK('links', 'task: shop/links\n'));
  fixture.write(
    join(fixture.home.templates, 'mend.yaml'),
    [
      'name: mend',
      'description: changes the branch in the end',
      'writes: true',
      'roster: [{ role: analyser, seats: task }]',
      'phases: [{ key: analysis, kind: fan-out, role: analyser, skill: analysis }]',
      'quorum: 1',
      'deadline: 10m',
      'limits: {}',
    ].join('\n'),
  );
  const wrote = await submitted(fixture, TASK('links', 'type: mend\n'));
  const { code, out, err } = await fixture.muster(['rerun', keyed, wrote, good, '--json']);
  assert.is(code, 1, err);
  const rows = rowsOf(out);
  assert.equal(
    rows.map((it) => it.outcome),
    ['refused', 'refused', 'submitted'],
  );
  assert.match(rows[0]?.why ?? '', /with its key `once`, the same text is always the same run/);
  assert.match(rows[1]?.why ?? '', /it carries out a plan: drop its task again.*type: implementation-planning/);
  await fixture.ended(rows[2]?.again ?? '');

  rmSync(join(fixture.folder, 'shop'), { recursive: true });
  const gone = await fixture.muster(['rerun', good, '--json']);
  assert.is(gone.code, 1);
  assert.match(rowsOf(gone.out)[0]?.why ?? '', /no such directory: .*shop/);
});

again('repeats a run that was refused before anyone worked: nothing can be done twice', async ({ fixture }) => {
  fixture.write(
    join(fixture.home.templates, 'mend.yaml'),
    [
      'name: mend',
      'description: changes the branch in the end',
      'writes: true',
      'roster: [{ role: analyser, seats: task }]',
      'phases: [{ key: analysis, kind: fan-out, role: analyser, skill: analysis }]',
      'quorum: 1',
      'deadline: 10m',
      'limits: {}',
    ].join('\n'),
  );
  fixture.write(
    join(fixture.home.agents, 'away.md'),
    '---\nname: away\ndescription: not installed\nprovider: command\nroles: [analyser]\nargv: [no-such-program]\n---\n',
  );
  const refused = await submitted(fixture, TASK('away', 'type: mend\n'));
  assert.is((await fixture.view(refused)).reason, 'binding-refused');
  const { code, out } = await fixture.muster(['rerun', refused, '--dry-run', '--json']);
  assert.is(code, 0);
  assert.is(rowsOf(out)[0]?.outcome, 'would-run');
});

again('shows every run of a task in order, and the names there are', async ({ fixture, project }) => {
  assert.match((await fixture.muster(['history'])).out, /No run has a task name yet/);
  const first = await submitted(fixture, TASK('links', 'task: shop/guide\n'));
  const second = await submitted(fixture, TASK('links', 'task: shop/guide\ntype: error-analysis\n'));
  await submitted(fixture, TASK('links', 'task: shop/other\n'));

  const table = await fixture.muster(['history', 'shop/guide']);
  assert.is(table.code, 0, table.err);
  assert.ok(table.out.indexOf(first) < table.out.indexOf(second), 'the first one first');
  assert.match(table.out, /review +not judged/);
  assert.match(table.out, /error-analysis +not judged/);
  assert.ok(table.out.includes(join('report', 'report.md')));
  const lines = JSON.parse((await fixture.muster(['history', 'shop/guide', '--project', project, '--json'])).out);
  assert.equal(
    lines.map((it: { run: string; type: string; plan: null }) => [it.run, it.type, it.plan]),
    [
      [first, 'review', null],
      [second, 'error-analysis', null],
    ],
  );
  const names = JSON.parse((await fixture.muster(['history', '--json'])).out);
  assert.equal(
    names.map((it: { task: string; runs: number }) => [it.task, it.runs]),
    [
      ['shop/other', 1],
      ['shop/guide', 2],
    ],
  );
  const unknown = await fixture.muster(['history', 'shop/giude']);
  assert.is(unknown.code, 2);
  assert.match(unknown.err, /no run has the task name `shop\/giude`; did you mean `shop\/guide`\?/);
});

function readable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

again.run();
