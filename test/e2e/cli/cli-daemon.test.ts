// Starting, replacing and stopping the daemon from the command line, commands to runs, what workers may not do, and the commands meant for
// workers.

import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { newestBeat } from '../../../contracts/work/heartbeat.ts';
import { RESIDENT_ENVIRONMENT } from '../../../runtime/resident/flags.ts';
import { until } from '../daemon-fixture.ts';
import { type CliFixture, openCliFixture } from './cli-fixture.ts';

const daemon = suite<{ fixture: CliFixture }>('the daemon');
const orders = suite<{ fixture: CliFixture }>('orders');
const workers = suite<{ fixture: CliFixture }>('for workers');
const doctor = suite<{ fixture: CliFixture }>('muster doctor');

for (const each of [daemon, orders, workers, doctor]) {
  each.before.each((context) => {
    context.fixture = openCliFixture();
  });
  each.after.each(({ fixture }) => fixture.clear());
}

/** A run whose workers wait for the test. */
async function waitingRun(fixture: CliFixture): Promise<{ run: string; pids: () => Promise<(number | null)[]>; go: () => void }> {
  const project = fixture.project('shop');
  const file = join(fixture.folder, 'go');
  fixture.agent('one', 'waits-for-file.mjs', file);
  fixture.agent('two', 'waits-for-file.mjs', file);
  const { out } = await fixture.muster(['submit', '-'], { input: fixture.task(project, ['one', 'two']) });
  const run = out.trim();
  const pids = async () =>
    (await fixture.view(run)).dispatches.flatMap((it) => it.attempts.filter((one) => one.state === 'running').map((one) => one.pid));
  await until('both workers to run', async () => (await pids()).length === 2);
  return { run, pids, go: () => writeFileSync(file, '') };
}

daemon('if three commands start it at once, one does, and all say which daemon runs', async ({ fixture }) => {
  const all = await Promise.all([1, 2, 3].map(() => fixture.muster(['up'])));
  const pid = await fixture.daemonPid();
  assert.equal(
    all.map((it) => [it.code, it.err, it.out.includes(`(pid ${pid})`)]),
    all.map(() => [0, '', true]),
  );
  assert.equal(all.map((it) => it.out.includes('is up')).sort(), [false, false, true]);
  const journal = (await fixture.muster(['journal', 'house', '--json'])).out;
  assert.is(journal.match(/"daemon\.started"/g)?.length, 1);
  // It returns freed memory to the system.
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  for (const [name, value] of Object.entries(RESIDENT_ENVIRONMENT)) assert.ok(environment.includes(`${name}=${value}`), name);
});

daemon('starts despite the leftovers of a dead one', async ({ fixture }) => {
  await fixture.muster(['up']);
  const first = (await fixture.daemonPid()) ?? 0;
  process.kill(first, 'SIGKILL');
  await until('nobody to answer', async () => (await fixture.daemonPid()) === undefined);
  const { code, out } = await fixture.muster(['up']);
  assert.equal([code, out.startsWith('Daemon ')], [0, true]);
  assert.is.not(await fixture.daemonPid(), first);
});

daemon('that another command started stays after `up`', async ({ fixture }) => {
  await fixture.muster(['submit', '-'], { input: fixture.task(fixture.project('shop'), ['links']) });
  const mode = async () => (JSON.parse((await fixture.muster(['status', '--json'])).out) as { daemon: { mode: string } }).daemon.mode;
  assert.is(await mode(), 'on-demand');
  assert.match((await fixture.muster(['status'])).out, /it ends when idle\. `muster up` keeps it running/);
  await fixture.muster(['up']);
  assert.is(await mode(), 'up');
});

daemon('is restarted and replaced while the same workers continue', async ({ fixture }) => {
  const { run, pids, go } = await waitingRun(fixture);
  const before = await pids();
  const first = await fixture.daemonPid();
  assert.match((await fixture.muster(['up', '--replace'])).out, /^Daemon \S+ is up/);
  assert.is.not(await fixture.daemonPid(), first);
  assert.is((await fixture.muster(['down'])).out, 'Daemon stopped. 2 workers keep running; their run resumes on `muster up`\n');
  assert.is(await fixture.daemonPid(), undefined);
  assert.match((await fixture.muster(['status'])).out, new RegExp(`1 unfinished run: ${run}`));
  await fixture.muster(['up']);
  assert.equal(await pids(), before);
  go();
  assert.is((await fixture.ended(run)).outcome, 'completed');
});

daemon('drains: it waits for running work, then exits', async ({ fixture }) => {
  const { run, go } = await waitingRun(fixture);
  const down = fixture.begin(['down', '--drain']);
  await until('it to drain', async () => (await fixture.muster(['status'])).out.includes('is stopping'));
  assert.is((await fixture.muster(['submit', '-'], { input: fixture.task(join(fixture.folder, 'shop'), ['one']) })).code, 3);
  go();
  const { code, out, err } = await down.ended;
  assert.equal([code, out, err], [0, 'Daemon stopped.\n', 'muster: waiting for 1 run; to see them: muster status\n']);
  assert.is((await fixture.view(run)).outcome, 'completed');
});

daemon('exits at once: its workers are ended, its runs aborted and reported', async ({ fixture }) => {
  const { run, pids } = await waitingRun(fixture);
  const before = await pids();
  const { code } = await fixture.muster(['down', '--now']);
  assert.is(code, 0);
  const view = await fixture.view(run);
  assert.equal([view.outcome, view.report !== null], ['aborted', true]);
  assert.equal(
    before.filter((pid) => existsSync(`/proc/${pid}`)),
    [],
  );
});

daemon('says why it cannot start', async ({ fixture }) => {
  chmodSync(fixture.root, 0o777);
  const { code, err } = await fixture.muster(['up']);
  assert.is(code, 1);
  assert.match(err, /^muster: the folder .* is writable by other users\. Check what is in it, then: chmod 700 /);
  assert.is(err.split('\n').length, 2);
});

orders('pause lets work finish and starts nothing new; resume continues', async ({ fixture }) => {
  const { run, go } = await waitingRun(fixture);
  assert.is((await fixture.muster(['pause', run, '-m', 'lunch'])).code, 0);
  assert.match((await fixture.muster(['resume'])).out, new RegExp(`\n${run} +(just now|\\d+ min ago) +paused`));
  go();
  await until('the workers to finish', async () => (await fixture.view(run)).dispatches.every((it) => it.state === 'ended'));
  assert.is((await fixture.view(run)).status, 'paused');
  assert.is((await fixture.muster(['resume', run.slice(0, 5)])).code, 0);
  assert.is((await fixture.ended(run)).outcome, 'completed');
  assert.is((await fixture.muster(['resume'])).out, 'No run is paused.\n');
});

orders('abort ends a run and says so in its report, which also has the note', async ({ fixture }) => {
  const { run } = await waitingRun(fixture);
  assert.is((await fixture.muster(['note', run, 'the tracker knows'])).out, `Note added to ${run}.\n`);
  assert.is((await fixture.muster(['abort', run, '-m', 'wrong branch'])).code, 0);
  const view = await fixture.ended(run);
  assert.is(view.outcome, 'aborted');
  assert.ok(view.message.includes('wrong branch'), view.message);
  assert.equal(
    view.notes.filter((it) => it.kind === 'person').map((it) => it.text),
    ['the tracker knows'],
  );
  const again = await fixture.muster(['abort', run]);
  assert.is(again.code, 1);
  assert.match(again.err, /has ended \(aborted\)/);
});

orders('trust lists what a project brings, and lets its agents take part', async ({ fixture }) => {
  const project = fixture.project('shop');
  assert.match((await fixture.muster(['trust', project])).err, /has nothing that needs trust/);
  fixture.write(
    join(project, '.muster', 'agents', 'own.md'),
    '---\nname: own\ndescription: of the project\nprovider: command\nroles: [analyser]\nargv: ["true"]\n---\n',
  );
  const names = async () =>
    (JSON.parse((await fixture.muster(['agents', '--json'], { cwd: project })).out) as { name: string }[]).map((it) => it.name);
  const before = await fixture.muster(['agents'], { cwd: project });
  assert.match(before.err, /it was not used\. To use it: muster trust /);
  assert.not((await names()).includes('own'));
  assert.is((await fixture.muster(['trust', '.'], { cwd: project })).out, `Trusted .muster/agents/own.md of ${project} as it is now.\n`);
  assert.ok((await names()).includes('own'));
  const listed = async (...args: string[]) => (await fixture.muster(['trust', '--list', ...args])).out;
  assert.is(await listed(), `${project}: as it was\n`);
  fixture.write(join(project, '.muster', 'agents', 'other.md'), '---\nname: other\n---\n');
  assert.is(await listed(), `${project}: changed since, so it has no effect\n`);
  rmSync(join(project, '.muster'), { recursive: true });
  assert.equal(JSON.parse(await listed('--json')), [{ project, stands: false, says: 'nothing there now' }]);
});

orders('allow refuses unknown providers', async ({ fixture }) => {
  const project = fixture.project('shop');
  assert.match((await fixture.muster(['allow', project, 'comand'])).err, /did you mean `command`\?/);
  assert.is((await fixture.muster(['allow', project, 'command'])).out, `command may now receive the code of ${project}.\n`);
  assert.match((await fixture.muster(['journal', 'house', '--json'])).out, /"project\.allowed"/);
  const listed = async (...args: string[]) => (await fixture.muster(['allow', '--list', ...args])).out;
  assert.is(await listed(), `${project}: command\n`);
  await fixture.muster(['allow', project, 'codex', 'claude']);
  const taken = await fixture.muster(['allow', project, 'command', 'claude', '--remove']);
  assert.equal([taken.code, taken.out], [0, `command, claude may no longer receive the code of ${project}.\n`]);
  assert.equal(JSON.parse(await listed('--json')), { [project]: ['codex'] });
  assert.is((await fixture.muster(['allow', project, 'codex', '--remove'])).code, 0);
  assert.is(await listed(), 'No project may be sent to any provider.\n');
  assert.is((await fixture.muster(['allow', project, 'codex', '--remove'])).code, 0, 'taking back twice is taking back');
});

for (const args of [
  ['run', '-'],
  ['submit', '-'],
  ['review'],
  ['up'],
  ['down'],
  ['pause', 'r-k3f'],
  ['resume'],
  ['abort', 'r-k3f'],
  ['note', 'r-k3f', 'x'],
  ['trust', '.'],
  ['allow', '.', 'command'],
]) {
  workers(`muster ${args[0]} is refused in a worker's environment`, async ({ fixture }) => {
    const { code, out, err } = await fixture.muster(args, { env: { MUSTER_DISPATCH: 'r-k3f7qa.d1.1' } });
    assert.equal([code, out], [2, '']);
    assert.match(err, /^muster: `muster \w+` is for people; this is the environment of the worker r-k3f7qa\.d1\.1\./);
    assert.is(await fixture.daemonPid(), undefined);
  });
}

workers('may read, and may ask for help', async ({ fixture }) => {
  const env = { MUSTER_DISPATCH: 'r-k3f7qa.d1.1' };
  for (const args of [['runs'], ['status'], ['schema', 'result'], ['abort', '--help']])
    assert.is((await fixture.muster(args, { env })).code, 0);
});

workers('beat adds a heartbeat that the lead reads', async ({ fixture }) => {
  const path = join(fixture.folder, 'beat.md');
  const env = { MUSTER_HEARTBEAT: path };
  assert.equal(await fixture.muster(['beat', 'reading src'], { env }), { code: 0, signal: null, out: '', err: '' });
  await fixture.muster(['beat', 'two', 'words\nand a line'], { env });
  await fixture.muster(['beat', 'x'.repeat(500)], { env });
  const lines = readFileSync(path, 'utf8').split('\n');
  assert.equal(
    lines.slice(0, 3).map((line) => newestBeat(line)?.stage),
    ['reading src', 'two words and a line', `${'x'.repeat(199)}…`],
  );
  assert.is((await fixture.muster(['beat', ' '], { env })).code, 2);
  assert.is((await fixture.muster(['beat', 'x'])).code, 2);
});

workers('check-result says what is invalid, and what it could not check', async ({ fixture }) => {
  const env = { MUSTER_DISPATCH: 'r-k3f7qa.d3.2' };
  const good = { dispatch: 'r-k3f7qa.d3', nonce: 'n', role: 'analyser', status: 'done', summary: 's', findings: [] };
  const check = async (content: string, more = env) => {
    fixture.write(join(fixture.folder, 'draft.json'), content);
    return fixture.muster(['check-result', 'draft.json'], { env: more });
  };
  const fits = await check(JSON.stringify(good));
  assert.is(fits.code, 0);
  assert.match(fits.out, /is valid: status done, 0 findings.*\nChecked: .*dispatch r-k3f7qa\.d3\. Not checked: nonce, role, evidence\.\n$/);
  const knowing = { ...env, MUSTER_RESULT_NONCE: 'n', MUSTER_RESULT_ROLE: 'analyser' };
  assert.match(
    (await check(JSON.stringify(good), knowing)).out,
    /unique ids, nonce, role, dispatch r-k3f7qa\.d3\. Not checked: evidence\.\n$|dispatch r-k3f7qa\.d3. Not checked: evidence\.\n$/,
  );
  assert.match(
    (await check(JSON.stringify({ ...good, nonce: 'x' }), knowing)).out,
    /with the nonce of another prompt; expected "nonce": "n"/,
  );
  await check(JSON.stringify(good));
  const outside = await fixture.muster(['check-result', 'draft.json']);
  assert.match(outside.out, /Not checked: nonce, role, dispatch, evidence\./);
  for (const [content, says] of [
    [JSON.stringify(good).slice(0, -1), /is incomplete: /],
    [JSON.stringify({ ...good, dispatch: 'r-k3f7qa.d4' }), /is a result for r-k3f7qa\.d4; expected "dispatch": "r-k3f7qa\.d3"/],
    [JSON.stringify({ ...good, findings: [{ localId: 'a' }] }), /is not valid:\n {2}findings\[0\]\.title: /],
    [JSON.stringify({ ...good, role: 'boss' }), /is not valid:\n {2}role: /],
  ] as const) {
    const ran = await check(content);
    assert.match(ran.out, says);
    assert.is(ran.code, 1);
  }
  symlinkSync(join(fixture.folder, 'draft.json'), join(fixture.folder, 'link.json'));
  const link = await fixture.muster(['check-result', 'link.json'], { env });
  assert.equal([link.code, /is a symbolic link/.test(link.err)], [1, true]);
});

doctor('finds nothing wrong with a new home and with a working one', async ({ fixture }) => {
  const fresh = await fixture.muster(['doctor']);
  assert.is(fresh.code, 0, fresh.out);
  await waitingRun(fixture);
  const { code, out } = await fixture.muster(['doctor']);
  assert.is(code, 0, out);
  assert.match(out, /^ok {4}daemon +\S+, pid \d+, ends when idle, socket\s+\S+daemon\.sock$/m);
  assert.match(out, /^ok {4}session host +pid \d+, protocol 1, socket\s/m);
  assert.match(out, /^ok {4}ledger +.*1 run; intact$/m);
});

doctor('finds what is wrong, with the next step, and exits with 1', async ({ fixture }) => {
  await fixture.muster(['up']);
  await fixture.muster(['down']);
  truncateSync(fixture.home.ledger, 20_000);
  fixture.config('agents: 3\n');
  chmodSync(fixture.root, 0o755);
  const { code, out } = await fixture.muster(['doctor']);
  assert.is(code, 1);
  assert.match(out, /^bad {3}ledger /m);
  assert.match(out, /^bad {3}config +.*config\.yaml: line 1, column 1/m);
  assert.match(out, /^warn {2}home +.* is readable by other users\n +chmod 700 /m);
  const data = JSON.parse((await fixture.muster(['doctor', '--json'])).out) as { name: string; found: { level: string }[] }[];
  assert.equal(data.find((it) => it.name === 'ledger')?.found[0]?.level, 'bad');
});

daemon.run();
orders.run();
workers.run();
doctor.run();
