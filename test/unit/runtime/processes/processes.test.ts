// The look at processes, with real ones.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isAlive, readProcessTable, sameBoot, startOf } from '../../../../runtime/processes/processes.ts';
import { until } from '../../../e2e/daemon-fixture.ts';

const looks = suite('a look at the processes');

looks('finds a child with its family, its environment and its start, and not after its end', async () => {
  // A name with a space and a parenthesis, as hostile as a name gets.
  const folder = mkdtempSync(join(tmpdir(), 'proc-'));
  const program = join(folder, 'a) Z 1 2');
  symlinkSync('/usr/bin/sleep', program);
  const child = spawn(program, ['100'], { env: { MARK: 'a b' }, detached: true, stdio: 'ignore' });
  const pid = child.pid ?? 0;
  const table = readProcessTable();
  const row = table.rows.find((each) => each.pid === pid);
  assert.is(row?.parent, process.pid);
  assert.is(row?.group, pid);
  assert.is(row?.session, pid);
  assert.ok(readProcessTable().environmentOf(pid).has('MARK=a b'));
  assert.is(startOf(pid), row?.start);
  assert.ok(isAlive(pid, row?.start ?? ''));
  assert.not.ok(isAlive(pid, 'another:1'));
  assert.ok(sameBoot(row?.start ?? '', startOf(process.pid) ?? ''));
  assert.ok((row?.startOrder ?? 0) >= (table.rows.find((each) => each.pid === process.pid)?.startOrder ?? Infinity));
  child.kill('SIGKILL');
  await once(child, 'exit');
  rmSync(folder, { recursive: true });
  assert.is(startOf(pid), undefined);
  assert.not.ok(readProcessTable().rows.some((each) => each.pid === pid));
});

looks('leaves out processes that nobody asked about', () => {
  const pids = readProcessTable((pid) => pid !== process.pid).rows.map((it) => it.pid);
  assert.equal(pids, [process.pid]);
});

looks('counts CPU time', () => {
  const cost = () => readProcessTable().rows.find((row) => row.pid === process.pid)?.cpu ?? 0;
  const before = cost();
  for (const until = process.cpuUsage().user + 100_000; process.cpuUsage().user < until; );
  assert.ok(cost() - before >= 50 && cost() - before < 5_000);
});

looks('does not list zombies', async () => {
  // The shell starts one that ends when its input does, and becomes a program that waits for nobody.
  const script = 'exec 3<&0; cat <&3 >/dev/null & echo $!; exec sleep 100';
  const parent = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  await until('the shell to become the program', () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n');
  parent.stdin.end();
  await until('it to be left out', () => !readProcessTable().rows.some((row) => row.pid === pid));
  process.kill(pid, 0);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
});

looks.run();
