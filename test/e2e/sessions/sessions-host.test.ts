// The host as a process: killed and started again, asked by two daemons, alone with nothing to do.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FAILPOINTS } from '../../../runtime/failpoints.ts';
import { ended, linesOf, livesNow, marked, pidOf, said, until } from './sessions-fixture.ts';
import { codeOf, hostMain, on } from './sessions-host-fixture.ts';

const hosts = suite('the session host');

hosts(
  'killed with three workers: the next host ends those that survived and reports all three lost',
  on(async (fixture) => {
    const host = await fixture.connect();
    const keys = [fixture.key(), fixture.key(), fixture.key()] as const;
    const [plain, deaf, away] = keys;
    await host.start(plain, fixture.spec('counts.sh'));
    await host.start(deaf, fixture.spec('ignores-term.sh', { grace: 200 }));
    await host.start(away, fixture.spec('forks-away-deaf.sh', { grace: 200 }));
    const spec = fixture.spec('counts.sh');
    await said(host, plain, 'count 1');
    await said(host, deaf, 'deaf');
    await until(() => marked(away).length >= 3, 'the one who forked away to be there');

    const first = host.hostPid() ?? 0;
    const waiting = codeOf(host.stop(deaf));
    process.kill(first, 'SIGKILL');
    assert.is(await waiting, 'host-unreachable', 'what was asked of the dead host fails');

    const views = await host.list();
    assert.is.not(host.hostPid(), first);
    assert.equal(new Set(views.map((view) => view.key)), new Set(keys));
    for (const key of keys) {
      const end = await ended(host, key);
      assert.is(end.by, 'lost');
      assert.is(end.gone, true);
      assert.equal(marked(key), []);
      assert.is((await host.start(key, spec)).state, 'ended', 'a lost session is not started again under its key');
    }
    assert.match((await host.collect(plain)).output, 'count 1');
  }),
);

hosts(
  'killed: workers that are hung up by their terminal are gone without a next host',
  on(async (fixture) => {
    const host = await fixture.connect();
    // Ending the first leaves a gap among the host's descriptors, where a worker would inherit its siblings' terminals.
    const keys = Array.from({ length: 5 }, () => fixture.key());
    for (const key of keys.slice(0, 4)) await host.start(key, fixture.spec('forever.sh'));
    await host.stop(keys[0] ?? '');
    await host.start(keys[4] ?? '', fixture.spec('ignores-term.sh'));
    await said(host, keys[4] ?? '', 'deaf');
    process.kill(host.hostPid() ?? 0, 'SIGKILL');
    for (const key of keys.slice(1, 4)) await until(() => marked(key).length === 0, `${key} to be hung up while a deaf sibling lives`);
    assert.ok(marked(keys[4] ?? '').length > 0);
    assert.is((await ended(host, keys[4] ?? '')).by, 'lost');
  }),
);

hosts(
  'the transcript of a lost session is valid, and says what happened',
  on(async (fixture) => {
    const host = await fixture.connect();
    const key = fixture.key();
    const spec = fixture.spec('counts.sh');
    await host.start(key, spec);
    await until(() => existsSync(spec.transcript) && readFileSync(spec.transcript, 'utf8').includes('count 3'), 'the transcript to grow');
    process.kill(host.hostPid() ?? 0, 'SIGKILL');
    await ended(host, key);
    const events = linesOf(spec.transcript) as [number, string, string][];
    assert.is(events.at(-1)?.[1], 'm');
    assert.match(events.at(-1)?.[2] ?? '', 'its host died');
  }),
);

hosts(
  'a daemon that comes back finds the same workers',
  on(async (fixture) => {
    const first = await fixture.connect({ epoch: 3 });
    const keys = [fixture.key(), fixture.key()];
    const pids = [];
    for (const key of keys) pids.push(pidOf(await first.start(key, fixture.spec('counts.sh'))));
    const hostPid = first.hostPid();
    await first.close();
    const second = await fixture.connect({ epoch: 4 });
    assert.is(second.hostPid(), hostPid);
    assert.equal((await second.observe(keys)).map(pidOf), pids);
    assert.ok((await second.list()).every((view) => view.state === 'running'));
    const hints: string[] = [];
    second.onEnd((key) => hints.push(key));
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await until(() => hints.includes(keys[0] ?? ''), 'the hint that one ended');
    assert.is((await ended(second, keys[0] ?? '')).signal, 'SIGKILL');
  }),
);

hosts(
  'a daemon with a lower epoch is refused, at once and later, even by the next host',
  on(async (fixture) => {
    const old = await fixture.connect({ epoch: 7 });
    const key = fixture.key();
    await old.start(key, fixture.spec('forever.sh'));
    const young = await fixture.connect({ epoch: 8 });
    assert.is(await codeOf(old.stop(key)), 'epoch-fenced');
    assert.is(await codeOf(fixture.connect({ epoch: 7 })), 'epoch-fenced');
    assert.is((await young.observe([key]))[0]?.state, 'running');
    process.kill(young.hostPid() ?? 0, 'SIGKILL');
    assert.is(await codeOf(fixture.connect({ epoch: 7 })), 'epoch-fenced');
  }),
);

hosts(
  'of two hosts started at once one stays',
  on(async (fixture) => {
    // The one that stays has nothing to do until the first connection, however long that takes.
    process.env.MUSTER_HOST_IDLE_MS = '600000';
    const started = Array.from({ length: 4 }, () => spawn(process.execPath, [hostMain, fixture.home], { stdio: 'ignore' }));
    const connections = await Promise.all([fixture.connect(), fixture.connect(), fixture.connect()]);
    const pids = new Set(connections.map((connection) => connection.hostPid()));
    assert.is(pids.size, 1);
    const others = started.filter((child) => child.pid !== [...pids][0]);
    await Promise.all(others.map(exitOf));
    assert.ok(others.every((child) => child.exitCode === 0));
    const log = readFileSync(join(fixture.home, 'sessions', 'host.log'), 'utf8');
    assert.is(log.match(/listens at/g)?.length, 1, 'only one ever listened');
    assert.ok(livesNow([...pids][0] ?? 0));
  }),
);

const exitOf = async (child: ChildProcess) => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

hosts(
  'without workers and daemon it exits and leaves no socket; with a worker it stays',
  on(async (fixture) => {
    const host = await fixture.connect();
    const key = fixture.key();
    const pid = pidOf(await host.start(key, fixture.spec('forever.sh', { hardDeadline: 1_500 })));
    const hostPid = host.hostPid() ?? 0;
    await host.close();
    await until(() => !livesNow(pid), 'the deadline of its only worker');
    await until(() => !livesNow(hostPid), 'the idle host to end');
    assert.not.ok(existsSync(join(fixture.home, 'sessions.sock')));
    assert.match(readFileSync(join(fixture.home, 'sessions', 'host.log'), 'utf8'), 'ends: idle');
    const next = await fixture.connect();
    assert.is((await next.observe([key]))[0]?.end?.by, 'deadline');
  }),
);

hosts(
  'a stale socket file is no obstacle',
  on(async (fixture) => {
    writeFileSync(join(fixture.home, 'sessions.sock'), '');
    const host = await fixture.connect();
    process.kill(host.hostPid() ?? 0, 'SIGKILL');
    await until(() => host.hostPid() === undefined, 'the connection to break');
    assert.ok(existsSync(join(fixture.home, 'sessions.sock')), 'a killed host leaves its socket lying');
    assert.equal(await host.list(), []);
  }),
);

hosts(
  'a removed socket is created again, and the workers continue',
  on(async (fixture) => {
    const host = await fixture.connect();
    const key = fixture.key();
    await host.start(key, fixture.spec('forever.sh'));
    rmSync(join(fixture.home, 'sessions.sock'));
    const second = await fixture.connect();
    assert.is(second.hostPid(), host.hostPid());
    assert.is((await second.observe([key]))[0]?.state, 'running');
  }),
);

/** At these nothing of a session is on disk yet, or another host had died before: the kill matrix leads there. */
const ELSEWHERE: readonly string[] = ['host.epoch-written', 'host.asked', 'host.lost-found'];

for (const [point, says] of Object.entries(FAILPOINTS).filter(([name]) => name.startsWith('host.') && !ELSEWHERE.includes(name))) {
  hosts(
    `killed at ${point}: one end, nobody left. ${says}`,
    on(async (fixture) => {
      process.env.MUSTER_FAILPOINT = point;
      const host = await fixture.connect();
      delete process.env.MUSTER_FAILPOINT;
      const key = fixture.key();
      const first = host.hostPid();
      const isKill = point.includes('kill');
      const spec = fixture.spec(isKill ? 'ignores-term.sh' : 'exits-3.sh', { grace: 200 });
      await codeOf(host.start(key, spec));
      if (isKill) {
        await said(host, key, 'deaf');
        assert.is(await codeOf(host.stop(key)), 'host-unreachable');
      }
      await until(() => !livesNow(first ?? 0), 'the host to die there');
      const end = await ended(host, key);
      assert.is.not(host.hostPid(), first);
      assert.is(end.gone, true);
      assert.equal([end.by, end.code], point === 'host.ended-written' ? ['exit', 3] : ['lost', null]);
      assert.equal(marked(key), []);
      assert.equal((await host.start(key, spec)).end, end);
    }),
  );
}

hosts.run();
