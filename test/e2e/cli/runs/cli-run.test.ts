// Getting something looked at from the command line, as a person or a CI job does: what is printed, what
// the exit code is, and that leaving never ends a run.

import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RunView } from '../../../../contracts/run/run-view.ts';
import { until } from '../../daemon-fixture.ts';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

const run = suite<{ fixture: CliFixture }>('muster run');
const leaving = suite<{ fixture: CliFixture }>('leaving a run');

for (const each of [run, leaving]) {
  each.before.each((context) => {
    context.fixture = openCliFixture();
  });
  each.after.each(({ fixture }) => fixture.clear());
}

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-C', cwd, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { encoding: 'utf8' });

run('starts a daemon, shows PROGRESS lines in a pipe, and sums up', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'reviews.mjs');
  fixture.agent('two', 'agrees.mjs');
  fixture.write(join(project, 'task.md'), '---\nagents: [one, two]\n---\nIs the answer right?\n');
  const { code, out, err } = await fixture.muster(['run', 'task.md'], { cwd: project });
  assert.is(err, '');
  assert.is(code, 0);
  assert.match(out, /^\S+Z r-[a-z2-7]+ PROGRESS: phase-1-intake reading task bundle\n/);
  assert.match(
    out,
    /PROGRESS: phase-7-persist status=completed report=.*report\.md\n\nCompleted: \d of \d files opened.*\nIs the answer right\?\n/,
  );
  assert.match(out, /major +F-001 +answer\.js:2 +confirmed by all \(as far as claimed\)\n/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  assert.not.match(out, /\u001b/);
  const [id = ''] = await fixture.runs();
  const view = await fixture.view(id);
  assert.equal(view.origin, { kind: 'command', command: 'run', cwd: project });
  assert.is(view.task.project, project);
});

run('reads standard input, and prints one JSON document', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'reviews.mjs');
  const input = JSON.stringify({ agents: ['one'], brief: 'Is the answer right?' });
  const { code, out } = await fixture.muster(['run', '-', '--json'], { cwd: project, input });
  assert.is(code, 0);
  const view = RunView.parse(JSON.parse(out));
  assert.equal([view.outcome, view.degraded, view.task.brief], ['completed', false, 'Is the answer right?']);
});

run('exits with 7 if there is a finding of that severity', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'reviews.mjs');
  fixture.agent('two', 'agrees.mjs');
  const task = (brief: string) => fixture.task(project, ['one', 'two'], '', brief);
  const codes = await Promise.all(
    ['critical', 'major', 'minor'].map(async (it) => (await fixture.muster(['run', '-', '--fail-on', it], { input: task(it) })).code),
  );
  assert.equal(codes, [0, 7, 7]);
});

run('exits with 6 if too few answered, and says so first', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'reviews.mjs');
  fixture.agent('two', 'nothing-such.mjs');
  const { code, out } = await fixture.muster(['run', '-'], { input: fixture.task(project, ['one', 'two']) });
  assert.is(code, 6);
  assert.match(out, /\nCompleted, DEGRADED: 1 of 2 required results arrived/);
});

run('exits with 1 when the run failed, and says why', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'nothing-such.mjs');
  const { code, out } = await fixture.muster(['run', '-'], { input: fixture.task(project, ['one']) });
  assert.is(code, 1);
  assert.match(out, /\nFailed/);
});

run('exits with 4 when the task is refused, and names line and column', async ({ fixture }) => {
  const { code, out, err } = await fixture.muster(['run', '-'], { input: '---\nagnets: [one]\ndeadline: soon\n---\nx\n' });
  assert.is(code, 4);
  assert.is(out, '');
  assert.match(
    err,
    /^muster: line 3, column 1: `deadline`: a duration .*; line 2, column 1: unknown key `agnets`; did you mean `agents`\? .+\n$/,
  );
  assert.is(err.split('\n').length, 2);
});

run('exits with 3 when no daemon can be started, with the reason', async ({ fixture }) => {
  fixture.config('maxConcurentRuns: 3\n');
  const { code, err } = await fixture.muster(['run', '-'], { input: 'x' });
  assert.is(code, 3);
  assert.match(
    err,
    /^muster: the daemon could not be started: .*config\.yaml: line 1, column 1: unknown key `maxConcurentRuns`; did you mean `maxConcurrentRuns`\?.*\n$/,
  );
});

run('--dry-run says who would look at what, and starts nothing', async ({ fixture }) => {
  const project = fixture.project('shop', { 'answer.js': 'x\n', '.gitignore': '' });
  fixture.write(join(project, '.env'), 'TOKEN=1\n');
  fixture.agent('one', 'reviews.mjs');
  const input = fixture.task(project, ['one', 'builtin'], 'deadline: 10m\n');
  const { code, out, err } = await fixture.muster(['run', '-', '--dry-run'], { input });
  assert.is(err, '');
  assert.is(code, 0);
  assert.match(out, /^── Prompt of one ──\n[\s\S]*^Dry run: nothing started/m);
  assert.not.match(out, /Prompt of .*links/, 'a built-in is asked nothing that is worth reading');
  assert.match(out, /Reads +worktree: 2 files/);
  assert.match(out, /Left out +\.env: its name suggests that it contains secrets/);
  assert.match(out, /10m for the whole run; at most \$5/);
  assert.match(out, /one +analyser +command, model inherit/);
  assert.match(out, /links +analyser +built in, free \(no model\)/);
  const left = readdirSync(fixture.root).sort();
  assert.equal(left, ['agents']);
  assert.is(git(project, 'for-each-ref', 'refs/muster'), '');
  const asData = JSON.parse((await fixture.muster(['run', '-', '-n', '--json'], { input })).out) as { ahead: { files: string[] } };
  assert.equal(asData.ahead.files, ['.gitignore', 'answer.js']);
});

run('--dry-run refuses what the run would refuse', async ({ fixture }) => {
  const cwd = fixture.project('shop');
  const type = await fixture.muster(['run', '-', '--dry-run'], { cwd, input: '---\ntype: reveiw\n---\nx\n' });
  assert.is(type.code, 4);
  assert.match(type.err, /unknown task type `reveiw`; did you mean `review`\?/);
  const holds = await fixture.muster(['run', '-', '--dry-run'], { cwd: fixture.folder, input: 'x' });
  assert.is(holds.code, 4);
  assert.match(holds.err, /contains Muster’s home/);
});

/** A run whose worker waits for the test. */
async function waiting(fixture: CliFixture): Promise<{ project: string; go: () => void; input: string }> {
  const project = fixture.project('shop');
  const file = join(fixture.folder, 'go');
  fixture.agent('one', 'waits-for-file.mjs', file);
  return { project, go: () => writeFileSync(file, ''), input: fixture.task(project, ['one']) };
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  leaving(`by ${signal} lets it continue, and says how to come back`, async ({ fixture }) => {
    const { go, input } = await waiting(fixture);
    const following = fixture.begin(['run', '-'], { input });
    await following.said('phase-4-dispatch worker=one');
    following.child.kill(signal);
    const [id = ''] = await fixture.runs();
    const { code: exit, err } = await following.ended;
    assert.equal([exit, err], [code, `Detached; ${id} keeps running. To follow: muster tail ${id}\n`]);
    const tail = fixture.begin(['tail', id.slice(0, 5)]);
    await tail.said('phase-4-dispatch worker=one');
    go();
    const followed = await tail.ended;
    assert.is(followed.code, 0);
    assert.match(followed.out, /phase-7-persist status=completed report=.*\n$/);
  });
}

leaving('by closing the pipe lets it continue, and says nothing', async ({ fixture }) => {
  const { go, input } = await waiting(fixture);
  const following = fixture.begin(['run', '-'], { input });
  await following.said('phase-4-dispatch worker=one');
  following.child.stdout?.destroy();
  go();
  const { err } = await following.ended;
  assert.is(err, '');
  const [id = ''] = await fixture.runs();
  assert.is((await fixture.ended(id)).outcome, 'completed');
});

leaving('does not happen when the daemon dies: another continues with the same worker', async ({ fixture }) => {
  const { go, input } = await waiting(fixture);
  const following = fixture.begin(['run', '-'], { input });
  await following.said('phase-4-dispatch worker=one');
  const first = await fixture.daemonPid();
  assert.ok(first);
  process.kill(first, 'SIGKILL');
  await until('another daemon', async () => ![undefined, first].includes(await fixture.daemonPid()));
  go();
  const { code, out, err } = await following.ended;
  assert.equal([code, err], [0, 'muster: the daemon died and was started again; the run continues\n']);
  assert.is(out.match(/phase-4-dispatch/g)?.length, 1);
});

leaving('happens on muster down: it exits with 3 and says how to continue', async ({ fixture }) => {
  const { go, input } = await waiting(fixture);
  const following = fixture.begin(['run', '-'], { input });
  await following.said('phase-4-dispatch worker=one');
  const down = await fixture.muster(['down']);
  assert.match(down.out, /^Daemon stopped\. 1 worker keeps running; its run resumes on `muster up`\n$/);
  const { code, err } = await following.ended;
  assert.is(code, 3);
  assert.match(err, /^muster: the daemon was stopped\. To continue (r-\w+): muster up, then muster tail \1\n$/);
  go();
});

run.run();
leaving.run();
