// The fixture of the tests of the command line: the fixture of the daemon, and `muster` as a person has it,
// started through its launcher.

import { type ChildProcess, spawn } from 'node:child_process';
import { reachDaemon } from '../../../daemon/control/client.ts';
import { startOf } from '../../../runtime/processes/processes.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';
import { LAUNCHER } from '../program.ts';

export type Ran = { code: number | null; signal: string | null; out: string; err: string };
export type Options = { cwd?: string; env?: Record<string, string>; input?: string };

export type Begun = {
  child: ChildProcess;
  ended: Promise<Ran>;
  /** Waits for a text on standard output; what was said instead is in the error. */
  said(text: string): Promise<void>;
};

export type CliFixture = DaemonFixture & {
  env: NodeJS.ProcessEnv;
  /** Runs a command to its end. */
  muster(args: readonly string[], options?: Options): Promise<Ran>;
  /** Starts a command and leaves it running. */
  begin(args: readonly string[], options?: Options): Begun;
  daemonPid(): Promise<number | undefined>;
};

export function openCliFixture(...where: Parameters<typeof openDaemonFixture>): CliFixture {
  const fixture = openDaemonFixture(...where);
  const env: NodeJS.ProcessEnv = { ...process.env, MUSTER_HOME: fixture.root, MUSTER_HOST_IDLE_MS: '500' };
  const children = new Set<ChildProcess>();

  const begin: CliFixture['begin'] = (args, { cwd = fixture.folder, env: more = {}, input } = {}) => {
    const child = spawn(process.execPath, [LAUNCHER, ...args], { cwd, env: { ...env, ...more }, stdio: 'pipe' });
    children.add(child);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      err += chunk;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
    const ended = new Promise<Ran>((resolve) =>
      child.once('close', (code, signal) => {
        children.delete(child);
        resolve({ code, signal, out, err });
      }),
    );
    const said = (text: string) =>
      until(`\`${text}\` from muster ${args.join(' ')}`, () => out.includes(text)).catch((error: unknown) => {
        throw new Error(`${String(error)}\nIt said:\n${out}${err}`);
      });
    return { child, said, ended };
  };

  async function daemonPid(): Promise<number | undefined> {
    const daemon = await reachDaemon(fixture.root);
    const hello = (await daemon?.ask({ ask: 'hello' }).catch(() => undefined)) as { pid: number } | undefined;
    daemon?.close();
    return hello?.pid;
  }

  return {
    ...fixture,
    env,
    begin,
    daemonPid,
    muster: (args, options) => begin(args, options).ended,
    async clear(options) {
      for (const child of children) child.kill('SIGKILL');
      // A daemon that a command started goes by the name of musterd, and is found by its socket.
      const pid = await daemonPid();
      if (pid !== undefined) {
        process.kill(pid, 'SIGKILL');
        await until('the daemon to be gone', () => startOf(pid) === undefined);
      }
      await fixture.clear(options);
    },
  };
}
