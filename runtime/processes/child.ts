// The one way to start a process that is spoken with. Node throws, emits `error`, or leaves the streams out, as it
// likes; an unhandled `error` event ends this whole program. Here each of them becomes one result.

import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { requireDescriptors } from '../shortage.ts';

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
  /** Comes once it is gone; never rejects. Others that it started may still hold its streams. */
  readonly gone: Promise<Ending>;
  /** Comes once it is gone and all that was printed to its streams was read; never rejects. */
  readonly ended: Promise<Ending>;
};

export type ChildOptions = {
  cwd?: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  /** `ours`: what it says there goes to where our own does. */
  stderr?: 'read' | 'ours';
};

/** Two for each of its streams, and two that report a failure to start. */
const TAKES = 8;

export function startChild(file: string, args: readonly string[], options: ChildOptions): Child {
  let child: ChildProcess;
  try {
    // Node leaks the pipes that it has made when it finds no descriptor for the next: then nothing ever gets better.
    requireDescriptors(TAKES);
    const stderr = options.stderr === 'ours' ? 'inherit' : 'pipe';
    child = spawn(file, args, { cwd: options.cwd, env: options.env, stdio: ['pipe', 'pipe', stderr] });
  } catch (error) {
    return neverRan(error);
  }
  // An error of one that runs is a signal that it did not take, or a message; how it ends comes later.
  const failed = new Promise<Ending>((resolve) =>
    child.on('error', (cause) => {
      if (child.pid === undefined) resolve({ kind: 'not-started', cause });
    }),
  );
  const on = (event: 'exit' | 'close') =>
    new Promise<Ending>((resolve) => child.on(event, (code, signal) => resolve({ kind: 'exited', code, signal })));
  const [gone, ended] = [Promise.race([failed, on('exit')]), Promise.race([failed, on('close')])];
  // Out of descriptors, it has no streams at all, and not even null for them as the types say.
  const stdin = child.stdin ?? nothing();
  const stdout = child.stdout ?? nothing();
  const stderr = child.stderr ?? nothing();
  for (const stream of [stdin, stdout, stderr]) stream.on('error', () => undefined);
  return { pid: child.pid, stdin, stdout, stderr, gone, ended, kill: (signal) => void child.kill(signal) };
}

function neverRan(error: unknown): Child {
  const cause = error instanceof Error ? error : new Error(String(error));
  const ended = Promise.resolve<Ending>({ kind: 'not-started', cause });
  return { pid: undefined, stdin: nothing(), stdout: nothing(), stderr: nothing(), gone: ended, ended, kill: () => undefined };
}

/** Accepts everything written to it and does nothing with it. */
const nothing = (): PassThrough =>
  new PassThrough()
    .on('error', () => undefined)
    .resume()
    .end();
