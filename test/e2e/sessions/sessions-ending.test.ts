// How sessions are ended, so that no process is left: programs that ignore signals, fork away or start again. And that no process is
// touched which does not provably belong to the session.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ended, livesNow, marked, openFixture, pidOf, said, until } from './sessions-fixture.ts';

const ending = suite('the end of a session');
const fixture = openFixture('Größe mit Leerzeichen');
const host = await fixture.connect();
/** For who ends at SIGTERM, however long the machine takes for that. */
const PATIENT = 600_000;

ending.after(() => fixture.clear());

ending('stop ends it by SIGTERM and answers when it is gone', async () => {
  const key = fixture.key();
  const pid = pidOf(await host.start(key, fixture.spec('forever.sh', { grace: PATIENT })));
  const view = await host.stop(key);
  assert.equal(view?.end, { by: 'stopped', code: null, signal: 'SIGTERM', gone: true });
  assert.not.ok(livesNow(pid));
});

ending('one that ignores SIGTERM is killed after the grace period, with its children', async () => {
  const key = fixture.key();
  await host.start(key, fixture.spec('ignores-term.sh', { grace: 300 }));
  await said(host, key, 'deaf');
  const view = await host.stop(key);
  assert.equal(view?.end, { by: 'stopped', code: null, signal: 'SIGKILL', gone: true });
  assert.ok((view?.age ?? 0) >= 300, 'the grace was given');
  assert.equal(marked(key), []);
});

ending('a stopped process receives SIGTERM as well', async () => {
  const key = fixture.key();
  await host.start(key, fixture.spec('stops-itself.sh', { grace: PATIENT }));
  await said(host, key, 'stopping');
  assert.is((await host.stop(key))?.end?.signal, 'SIGTERM');
});

ending('stopped twice at once, it ends once, with one answer', async () => {
  const key = fixture.key();
  await host.start(key, fixture.spec('ignores-term.sh', { grace: 200 }));
  await said(host, key, 'deaf');
  const [one, two] = await Promise.all([host.stop(key), host.stop(key)]);
  assert.equal(one, two);
  assert.equal(await host.stop(key), one);
  assert.is(await host.stop('r-nobody.d1.1'), undefined);
});

ending('while it ends, it says so', async () => {
  const key = fixture.key();
  const pid = pidOf(await host.start(key, fixture.spec('ignores-term.sh', { grace: PATIENT })));
  await said(host, key, 'deaf');
  const stopping = host.stop(key);
  await until(async () => (await host.observe([key]))[0]?.state === 'ending', 'the session to be ending');
  process.kill(pid, 'SIGKILL');
  assert.is((await stopping)?.state, 'ended');
});

ending('a process that forked away into its own session is found by its mark and ended', async () => {
  const key = fixture.key();
  const result = { MUSTER_RESULT: join(fixture.home, 'ü', 'result.json') };
  await host.start(key, fixture.spec('forks-away.sh', { env: { PATH: '/usr/bin:/bin', ...result } }));
  const end = await ended(host, key);
  assert.is(end.by, 'exit');
  assert.is(end.code, 0);
  assert.is(end.gone, true);
  assert.match(end.message ?? '', /left behind and that were ended: 1$/);
  assert.equal(marked(key), []);
});

ending('the same if it ignores SIGTERM and the worker itself continues', async () => {
  const key = fixture.key();
  await host.start(key, fixture.spec('forks-away-deaf.sh', { grace: 300 }));
  await said(host, key, 'left');
  await until(() => marked(key).length >= 3, 'the deaf one and its child to be there');
  const view = await host.stop(key);
  assert.is(view?.end?.gone, true);
  assert.equal(marked(key), []);
});

ending('a child without a mark that stays in the session when its parent exits is ended', async () => {
  const key = fixture.key();
  await host.start(key, fixture.spec('parent-and-child.sh'));
  const end = await ended(host, key);
  assert.is(end.code, 0);
  assert.is(end.gone, true);
  assert.match(end.message ?? '', /left behind and that were ended: 1$/);
  const child = Number(/child (\d+)/.exec((await host.collect(key)).output)?.[1]);
  assert.ok(child > 1 && !livesNow(child));
});

ending('a session that lingers stays open while there is a child, says so, and ends with the last one', async () => {
  const hints: string[] = [];
  const left = host.onEnd((key) => hints.push(key));
  const [alone, stopped] = [fixture.key(), fixture.key()];
  for (const key of [alone, stopped]) {
    await host.start(key, fixture.spec('parent-and-child.sh', { lingers: true }));
    await until(async () => (await host.observe([key]))[0]?.left?.processes === 1, 'the child to be counted');
    await until(() => hints.includes(key), 'the hint that its program has exited');
    assert.is((await host.observe([key]))[0]?.state, 'running');
  }
  left();
  process.kill(Number(/child (\d+)/.exec(await said(host, alone, 'child'))?.[1]), 'SIGKILL');
  assert.equal(await ended(host, alone), { by: 'exit', code: 0, signal: null, gone: true });
  const view = await host.stop(stopped);
  assert.is(view?.left, undefined);
  assert.equal(view?.end, {
    by: 'exit',
    code: 0,
    signal: null,
    message: 'processes that it left behind and that were ended: 1',
    gone: true,
  });
});

ending('of a program that failed, a session that lingers waits for nothing', async () => {
  const key = fixture.key();
  const leaves = "setsid -f sh -c 'echo away; exec > /dev/null; exec sleep 100000' | read -r away; exit 3";
  await host.start(key, fixture.spec('/bin/sh', { args: ['-c', leaves], lingers: true }));
  const end = await ended(host, key);
  assert.is(end.code, 3);
  assert.match(end.message ?? '', /left behind and that were ended: 1$/);
});

ending('one that restarts itself on SIGTERM is ended anyway', async () => {
  const key = fixture.key();
  await host.start(key, fixture.spec('returns-on-term.sh', { grace: 400 }));
  await said(host, key, 'here');
  const view = await host.stop(key);
  assert.is(view?.end?.gone, true);
  assert.equal(marked(key), []);
});

ending('a process that cannot be proved to be the worker’s is left alone', async () => {
  const key = fixture.key();
  const note = join(fixture.home, 'unmarked.pid');
  const bystander = spawn('/usr/bin/sleep', ['1000'], {
    env: { MUSTER_DISPATCH: key, MUSTER_RESULT: '/of/another/home' },
    stdio: 'ignore',
  });
  const result = { MUSTER_RESULT: join(fixture.home, 'result.json') };
  let unmarked = 0;
  try {
    await host.start(key, fixture.spec('forks-away-unmarked.sh', { args: [note], env: { PATH: '/usr/bin:/bin', ...result } }));
    assert.is((await ended(host, key)).by, 'exit');
    unmarked = Number(readFileSync(note, 'utf8'));
    assert.ok(livesNow(unmarked), 'it has no mark, and no parent or session that leads to the worker');
    assert.ok(livesNow(bystander.pid ?? 0), 'it has the same dispatch by chance, and another home');
  } finally {
    if (unmarked > 0) process.kill(unmarked, 'SIGKILL');
    bystander.kill('SIGKILL');
  }
  await until(() => !livesNow(unmarked) && !livesNow(bystander.pid ?? 0), 'both to be gone');
});

ending('the host enforces the hard deadline, even with no daemon connected', async () => {
  const [deaf, held] = [fixture.key(), fixture.key()];
  const daemon = await fixture.connect();
  const pid = pidOf(await daemon.start(deaf, fixture.spec('ignores-term.sh', { hardDeadline: 600, grace: 200 })));
  await daemon.close();
  await host.close();
  await until(() => !livesNow(pid), 'the host to end it by itself');
  const later = await fixture.connect();
  const end = await ended(later, deaf);
  assert.is(end.by, 'deadline');
  assert.is(end.signal, 'SIGKILL');
  assert.is(end.gone, true);

  // Long enough to hold it before it is over; the other one begins later and may take as long.
  await later.start(held, fixture.spec('forever.sh', { hardDeadline: 10_000 }));
  await later.hold(held, true);
  const other = fixture.key();
  await later.start(other, fixture.spec('forever.sh', { hardDeadline: 10_000 }));
  assert.is((await ended(later, other)).by, 'deadline');
  assert.is((await later.observe([held]))[0]?.state, 'running', 'one that is held has no deadline');
  await later.hold(held, false);
  assert.is((await ended(later, held)).by, 'deadline');
});

ending('one with a lease is ended as lost by the host if nobody renews it, and continues as long as someone does', async () => {
  const [left, kept] = [fixture.key(), fixture.key()];
  const daemon = await fixture.connect();
  const pid = pidOf(await daemon.start(left, fixture.spec('ignores-term.sh', { lease: 1_500, grace: 200 })));
  await daemon.start(kept, fixture.spec('forever.sh', { lease: 15_000 }));
  await daemon.keep(kept, 600_000);
  await daemon.close();
  await until(() => !livesNow(pid), 'the host to end it by itself');
  const later = await fixture.connect();
  const end = await ended(later, left);
  assert.is(end.by, 'lost');
  assert.is(end.gone, true);
  assert.match(end.message ?? '', /nothing was heard of its lead/);
  assert.is((await later.observe([kept]))[0]?.state, 'running');
  await later.keep(kept, 0);
  assert.is((await ended(later, kept)).by, 'lost');
  await later.keep(kept, 1_000);
  await later.keep(fixture.key(), 1_000);
});

ending.run();
