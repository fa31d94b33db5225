// A session from start to end, with real processes in real ptys.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SessionView } from '../../../contracts/work/session.ts';
import { RESIDENT_ENVIRONMENT } from '../../../runtime/resident/flags.ts';
import { ended, linesOf, marked, openFixture, pidOf, said, until } from './sessions-fixture.ts';

const life = suite('a session, from start to end');
const fixture = openFixture('Größe mit Leerzeichen');
const host = await fixture.connect();

life.after(() => fixture.clear());

life('a worker that exits well ended by itself with code 0', async () => {
  const key = fixture.key();
  const view = await host.start(key, fixture.spec('prints-and-exits.sh'));
  assert.equal(SessionView.parse(view), view);
  assert.is(view.state, 'running');
  assert.equal(await ended(host, key), { by: 'exit', code: 0, signal: null, gone: true });
  assert.is((await host.collect(key)).output, 'all is well\r\n');
  const [last] = await host.observe([key]);
  assert.equal(SessionView.parse(last), last);
  assert.is(last?.outputBytes, 13);
  assert.is(last?.pid, view.pid);
});

life('a failing exit is reported with its code, a crash with its signal and no code', async () => {
  const [failing, crashing] = [fixture.key(), fixture.key()];
  await host.start(failing, fixture.spec('exits-3.sh'));
  await host.start(crashing, fixture.spec('dies-by-signal.sh'));
  assert.equal(await ended(host, failing), { by: 'exit', code: 3, signal: null, gone: true });
  assert.equal(await ended(host, crashing), { by: 'exit', code: null, signal: 'SIGSEGV', gone: true });
});

life('a key is started once: starting it again returns it, running or ended', async () => {
  const key = fixture.key();
  const [first, second] = await Promise.all([host.start(key, fixture.spec('forever.sh')), host.start(key, fixture.spec('exits-3.sh'))]);
  assert.is(first.pid, second.pid);
  await until(() => marked(key).length > 0, 'the worker to have its environment');
  assert.equal(marked(key), [pidOf(first)]);
  await host.stop(key);
  const third = await host.start(key, fixture.spec('prints-and-exits.sh'));
  assert.is(third.state, 'ended');
  assert.is(third.end?.by, 'stopped');
  assert.is(third.pid, first.pid);
});

life('all output of a worker that prints a lot and exits at once is there', async () => {
  const keys = Array.from({ length: 6 }, () => fixture.key());
  for (const key of keys) await host.start(key, fixture.spec('big-tail.mjs'));
  for (const key of keys) {
    assert.is((await ended(host, key)).code, 0);
    const { output } = await host.collect(key);
    const lines = output.split('\r\n');
    assert.is(lines.length, 10_001);
    assert.is(lines.at(-1), 'THE END');
    assert.is(lines[0], 'line 0000000000000');
  }
  const { output } = await host.collect(keys[0] ?? '', { tailBytes: 10 });
  assert.is(output, '99\r\nTHE END'.slice(-10));
});

life('the environment is exactly what was given, and the mark', async () => {
  const key = fixture.key();
  await host.start(key, fixture.spec('/usr/bin/cat', { args: ['/proc/self/environ'], env: { ÄPFEL: 'a b=c', EMPTY: '' } }));
  await ended(host, key);
  const { output } = await host.collect(key);
  assert.equal(output.split('\0').filter(Boolean).sort(), ['EMPTY=', `MUSTER_DISPATCH=${key}`, 'ÄPFEL=a b=c'].sort());
});

life('the host returns freed memory to the system', () => {
  const environment = readFileSync(`/proc/${host.hostPid()}/environ`, 'utf8').split('\0');
  for (const [name, value] of Object.entries(RESIDENT_ENVIRONMENT)) assert.ok(environment.includes(`${name}=${value}`), name);
});

life('a given mark is not changed', async () => {
  const key = fixture.key();
  const dispatch = key.replace(/\.1$/, '');
  await host.start(key, fixture.spec('/usr/bin/cat', { args: ['/proc/self/environ'], env: { MUSTER_DISPATCH: dispatch } }));
  await ended(host, key);
  assert.is((await host.collect(key)).output, `MUSTER_DISPATCH=${dispatch}\0`);
});

life('a worker inherits nothing of its siblings', async () => {
  const siblings = [fixture.key(), fixture.key(), fixture.key(), fixture.key()];
  for (const key of siblings) await host.start(key, fixture.spec('forever.sh'));
  // Ending an early one leaves a gap among the host's descriptors, above which the others lie.
  await host.stop(siblings[0] ?? '');
  const key = fixture.key();
  const pid = pidOf(await host.start(key, fixture.spec('forever.sh')));
  await until(() => readFileSync(`/proc/${pid}/comm`, 'utf8') === 'sleep\n', 'the worker to run');
  assert.equal(readdirSync(`/proc/${pid}/fd`).sort(), ['0', '1', '2']);
  await host.stop(key);
  for (const sibling of siblings) await host.stop(sibling);
});

life('no such program, no such folder, nothing to run: failed, with the reason, and nothing was started', async () => {
  const noProgram = await host.start(fixture.key(), fixture.spec('/no/such/program'));
  assert.is(noProgram.state, 'ended');
  assert.is(noProgram.end?.by, 'failed');
  assert.match(noProgram.end?.message ?? '', '/no/such/program');
  const notOnPath = await host.start(fixture.key(), { ...fixture.spec('forever.sh'), argv: ['no-such-word'] });
  assert.match(notOnPath.end?.message ?? '', 'no-such-word');
  const noFolder = await host.start(fixture.key(), fixture.spec('forever.sh', { cwd: '/no/such/folder' }));
  assert.match(noFolder.end?.message ?? '', '/no/such/folder');
  const noTranscript = await host.start(fixture.key(), fixture.spec('forever.sh', { transcript: '/proc/no/such/file' }));
  assert.is(noTranscript.end?.by, 'failed');
  assert.equal(marked(noTranscript.key), []);
});

life('a program is found on the PATH that the worker gets', async () => {
  const key = fixture.key();
  await host.start(key, { ...fixture.spec('forever.sh'), argv: ['echo', 'from', 'PATH'] });
  await ended(host, key);
  assert.is((await host.collect(key)).output, 'from PATH\r\n');
});

life('a worker that closes its terminal continues', async () => {
  const key = fixture.key();
  await host.start(key, fixture.spec('closes-terminal.sh'));
  assert.equal(await ended(host, key), { by: 'exit', code: 7, signal: null, gone: true });
});

life('the transcript is asciicast v2, private, with whole characters', async () => {
  const key = fixture.key();
  const spec = fixture.spec('umlauts.sh', { cols: 100, rows: 30 });
  await host.start(key, spec);
  await ended(host, key);
  const [header, ...events] = linesOf(spec.transcript) as [Record<string, unknown>, ...[number, string, string][]];
  assert.is(header.version, 2);
  assert.is(header.width, 100);
  assert.is(header.height, 30);
  assert.is(events.map(([, , text]) => text).join(''), 'Müsli\r\n');
  assert.ok(events.every(([at, code], n) => code === 'o' && at >= (events[n - 1]?.[0] ?? 0)));
  assert.is(statSync(spec.transcript).mode & 0o777, 0o600);
});

life('a transcript over its cap keeps its head and its end, and says between them how much is missing', async () => {
  const key = fixture.key();
  const spec = fixture.spec('big-tail.mjs', { transcriptCap: 20_000 });
  await host.start(key, spec);
  await ended(host, key);
  assert.ok(statSync(spec.transcript).size <= 20_000);
  const events = linesOf(spec.transcript).slice(1) as [number, string, string][];
  const marker = events.findIndex(([, code]) => code === 'm');
  const head = events.slice(0, marker).map(([, , text]) => text);
  const end = events.slice(marker + 1).map(([, , text]) => text);
  const missing = Number(/left out (\d+) bytes/.exec(events[marker]?.[2] ?? '')?.[1]);
  assert.is(head.join('').slice(0, 18), 'line 0000000000000');
  assert.ok(end.join('').endsWith('THE END'));
  const [view] = await host.observe([key]);
  assert.is(head.join('').length + missing + end.join('').length, view?.outputBytes);
  assert.is((await host.collect(key)).output.split('\r\n').length, 10_001, 'the tail in the host does not suffer from the cap');
});

life('output of an ended session is available from the next host too', async () => {
  const key = fixture.key();
  await host.start(key, fixture.spec('big-tail.mjs'));
  const end = await ended(host, key);
  const before = await host.collect(key);
  const [view] = await host.observe([key]);
  const pid = host.hostPid() ?? 0;
  process.kill(pid, 'SIGKILL');
  await until(() => host.hostPid() === undefined, 'the connection to break');
  assert.equal(await host.collect(key), before);
  assert.equal(before.end, end);
  assert.equal(await host.observe([key]), [view]);
  assert.is.not(host.hostPid(), pid);
});

life('age and silence stand still while a session is held', async () => {
  const key = fixture.key();
  await host.start(key, fixture.spec('counts.sh'));
  await said(host, key, 'count 2');
  await host.hold(key, true);
  const [one] = await host.observe([key]);
  await said(host, key, `count ${5}`);
  const [two] = await host.observe([key]);
  assert.is(two?.held, true);
  assert.is(two?.age, one?.age);
  assert.is(two?.quietOutput, 0);
  await host.hold(key, false);
  await until(async () => ((await host.observe([key]))[0]?.age ?? 0) > (one?.age ?? 0), 'the age to go on');
  await host.stop(key);
});

life('CPU time is measured on request: a busy worker differs from an idle one', async () => {
  const [busy, idle] = [fixture.key(), fixture.key()];
  await host.start(busy, fixture.spec('hang-busy.sh'));
  await host.start(idle, fixture.spec('forever.sh'));
  assert.equal(
    (await host.observe([busy, idle])).map((view) => view.quietCpu),
    [null, null],
  );
  await host.observe([busy, idle], { cpu: true });
  await until(async () => {
    const [working, waiting] = await host.observe([busy, idle], { cpu: true });
    return (waiting?.quietCpu ?? 0) > 200 && working?.quietCpu === 0;
  }, 'the idle one to be quiet, and the busy one not');
  await host.stop(busy);
  await host.stop(idle);
});

life('the files of a session are private, and contain nothing of its environment but the mark', async () => {
  const key = fixture.key();
  await host.start(key, fixture.spec('exits-3.sh', { env: { SECRET: 'swordfish', MUSTER_RESULT: '/somewhere' } }));
  await ended(host, key);
  const folder = join(fixture.home, 'sessions', key);
  assert.is(statSync(folder).mode & 0o777, 0o700);
  const intent = readFileSync(join(folder, 'intent.json'), 'utf8');
  assert.not.match(intent, 'swordfish');
  assert.match(intent, 'MUSTER_RESULT=/somewhere');
  assert.is(statSync(join(fixture.home, 'sessions.sock')).mode & 0o777, 0o600);
});

life.run();
