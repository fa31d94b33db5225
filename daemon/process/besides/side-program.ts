// A program that is started beside the daemon and must never hold it up: its output is not read, its
// process group is killed after a time limit, and a failure is only reported.

import { type ChildProcess, spawn } from 'node:child_process';
import { allowedEnvironment } from '../../../agents/environment.ts';
import { codeOf } from '../../../runtime/files.ts';

export type SideProgram = { ended: Promise<string | undefined>; end(): void };

/** What desktop programs need to reach the person's session. */
const DESKTOP = ['DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS'];

/** `ended` resolves to the reason of a failure, or undefined after a success. */
export function startSideProgram(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  more: Record<string, string>,
  atMost?: number,
): SideProgram {
  let child: ChildProcess;
  try {
    // A process group of its own, so that what it starts ends with it.
    child = spawn(program, args, { cwd: '/', detached: true, stdio: 'ignore', env: { ...allowedEnvironment(env, DESKTOP), ...more } });
  } catch (error) {
    return { ended: Promise.resolve(String(error)), end: () => undefined };
  }
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      if (codeOf(error) !== 'ESRCH') throw error;
    }
  };
  let late = false;
  const timer =
    atMost === undefined
      ? undefined
      : setTimeout(() => {
          late = true;
          end();
        }, atMost);
  timer?.unref();
  child.unref();
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(late ? 'took too long' : code === 0 ? undefined : `ended with ${code ?? signal}`));
  });
  void ended.then(() => clearTimeout(timer));
  return { ended, end };
}
