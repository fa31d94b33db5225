// A real sshd on loopback, with a host key, a user key and configurations of its own, and the far end's `muster` behind it.

import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { readProcessTable } from '../../../runtime/processes/processes.ts';
import { until } from '../daemon-fixture.ts';
import { freePorts } from '../free-ports.ts';
import { LAUNCHER } from '../program.ts';

const SSHD = '/usr/sbin/sshd';

export type SshFixture = Awaited<ReturnType<typeof openSsh>>;

export async function openSsh(farHome: string) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'muster-ssh-')));
  const at = (name: string) => join(folder, name);
  const key = (name: string) => execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', at(name)]);
  key('host');
  key('user');
  copyFileSync(at('user.pub'), at('authorized'));
  const [port = 0] = await freePorts(1);
  const [type = '', bytes = ''] = execFileSync('cat', [at('host.pub')], { encoding: 'utf8' }).split(' ');
  writeFileSync(at('known'), `[127.0.0.1]:${port} ${type} ${bytes}\n`);
  // Nothing of the environment of a test passes an sshd; the marks by which the runner finds leftovers do, here.
  const kept = ['TMPDIR', 'MUSTER_TEST_RUN', 'PATH', 'HOME', 'NODE_COMPILE_CACHE'];
  const exports = kept.flatMap((name) => (process.env[name] === undefined ? [] : [`export ${name}='${process.env[name]}'\n`])).join('');
  writeFileSync(at('muster'), `#!/bin/sh\n${exports}export MUSTER_HOST_IDLE_MS=500\nexec '${process.execPath}' '${LAUNCHER}' "$@"\n`);
  chmodSync(at('muster'), 0o700);
  writeFileSync(
    at('sshd_config'),
    `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${at('host')}\nAuthorizedKeysFile ${at('authorized')}\nPidFile none\nUsePAM no\nStrictModes no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n`,
  );
  writeFileSync(
    at('ssh_config'),
    `Host *\n  IdentityFile ${at('user')}\n  IdentitiesOnly yes\n  UserKnownHostsFile ${at('known')}\n  GlobalKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n`,
  );
  // Where the user is root, sshd wants this folder of the system's.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const sshd = spawn(SSHD, ['-D', '-e', '-f', at('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  sshd.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const ended = new Promise<void>((resolve) => sshd.once('close', () => resolve()));
  await until('sshd to listen', () => {
    if (sshd.exitCode !== null) throw new Error(`sshd ended: ${said}`);
    return said.includes(`listening on 127.0.0.1 port ${port}`);
  });

  /** The processes that sshd has for its connections. */
  const sessions = () => readProcessTable().rows.filter((row) => row.parent === sshd.pid);

  return {
    folder,
    add: (name: string): string[] => [
      ...['remote', 'add', name, `ssh://${userInfo().username}@127.0.0.1:${port}`],
      ...['--home', farHome, '--muster', at('muster'), '--ssh-config', at('ssh_config')],
    ],
    /** Cuts every line that there is, as a network does that goes away. */
    cut(): number {
      const open = sessions();
      for (const { pid } of open) process.kill(pid, 'SIGKILL');
      return open.length;
    },
    async clear(): Promise<void> {
      for (const { pid } of sessions()) process.kill(pid, 'SIGKILL');
      sshd.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
