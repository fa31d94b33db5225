// The one way to start a process that is spoken with. Node throws, emits `error`, or leaves the streams out, as it
// likes; an `error` that nobody listens to ends this whole program. Here each of them is one answer.

import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { MusterError } from '../../contracts/errors.ts';
import { codeOf } from '../files.ts';

export type Ending =
  | { kind: 'exited'; code: number | null; signal: NodeJS.Signals | null }
  /** It never ran. */
  | { kind: 'not-started'; cause: Error };

export type Child = {
  /** Absent when it never ran. */
  readonly pid: number | undefined;
  /** These are there in any case, and an error in one of them is nothing that a listener is needed for. */
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  kill(signal: NodeJS.Signals): void;
  /** Comes once it is gone and all that it printed was read; never rejects. */
  readonly ended: Promise<Ending>;
};

export type ChildOptions = {
  cwd?: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  /** `ours`: what it says there goes to where our own does. */
  stderr?: 'read' | 'ours';
};

export function startChild(file: string, args: readonly string[], options: ChildOptions): Child {
  let child: ChildProcess;
  try {
    const stderr = options.stderr === 'ours' ? 'inherit' : 'pipe';
    child = spawn(file, args, { cwd: options.cwd, env: options.env, stdio: ['pipe', 'pipe', stderr] });
  } catch (error) {
    return neverRan(error);
  }
  const ended = new Promise<Ending>((resolve) => {
    // An error of one that runs is a signal that it did not take, or a message; how it ends comes later.
    child.on('error', (cause) => {
      if (child.pid === undefined) resolve({ kind: 'not-started', cause });
    });
    child.on('close', (code, signal) => resolve({ kind: 'exited', code, signal }));
  });
  // Out of descriptors, it has no streams at all, and not even null for them as the types say.
  const stdin = child.stdin ?? nothing();
  const stdout = child.stdout ?? nothing();
  const stderr = child.stderr ?? nothing();
  for (const stream of [stdin, stdout, stderr]) stream.on('error', () => undefined);
  return { pid: child.pid, stdin, stdout, stderr, ended, kill: (signal) => void child.kill(signal) };
}

function neverRan(error: unknown): Child {
  const cause = error instanceof Error ? error : new Error(String(error));
  const ended = Promise.resolve<Ending>({ kind: 'not-started', cause });
  return { pid: undefined, stdin: nothing(), stdout: nothing(), stderr: nothing(), ended, kill: () => undefined };
}

/** Takes whatever is written to it, and says nothing. */
const nothing = (): PassThrough =>
  new PassThrough()
    .on('error', () => undefined)
    .resume()
    .end();

/** The system has no room for one more process or open file, here or as a whole. It says nothing about what was to be done. */
export function isShortage(error: unknown): boolean {
  return ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'ENOBUFS'].includes(codeOf(error) ?? '');
}

export function shortage(what: string, cause: unknown): MusterError {
  return new MusterError(
    'out-of-resources',
    `${what}: ${cause instanceof Error ? cause.message : String(cause)}`,
    'It is tried again by itself. Should it stay so: `ulimit -n` says how many files a process may open, `ulimit -u` how many processes there may be.',
    { cause },
  );
}
