// The one way to start a process that we talk to. On failure Node may throw, emit `error` or omit the streams, and an unhandled
// `error` event crashes the program. Here, each of these becomes one result.

import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { requireDescriptors } from '../shortage.ts';

export type ChildEnd =
  | { kind: 'exited'; code: number | null; signal: NodeJS.Signals | null }
  /** It never started. */
  | { kind: 'not-started'; cause: Error };

export type Child = {
  /** Undefined if it never started. */
  readonly pid: number | undefined;
  /** The streams always exist, and an error on one of them needs no listener. */
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the process is gone; never rejects. Its children may still hold its streams. */
  readonly gone: Promise<ChildEnd>;
  /** Resolves when the process is gone and all its output was read; never rejects. */
  readonly ended: Promise<ChildEnd>;
};

export type ChildOptions = {
  cwd?: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  /** `ours`: its stderr is our own. */
  stderr?: 'read' | 'ours';
};

/** Two descriptors for each stream, two that report a failure to start, and one for each thread that may open a file meanwhile. */
const TAKES = 12;

export function startChild(file: string, args: readonly string[], options: ChildOptions): Child {
  let child: ChildProcess;
  try {
    // When Node runs out of descriptors halfway, it leaks the pipes that it has already made, and we would never recover.
    requireDescriptors(TAKES);
    const stderr = options.stderr === 'ours' ? 'inherit' : 'pipe';
    child = spawn(file, args, { cwd: options.cwd, env: options.env, stdio: ['pipe', 'pipe', stderr] });
  } catch (error) {
    return neverRan(error);
  }
  // For a running process, an error is an undelivered signal or message; how it ends is reported later.
  const failed = new Promise<ChildEnd>((resolve) =>
    child.on('error', (cause) => {
      if (child.pid === undefined) resolve({ kind: 'not-started', cause });
    }),
  );
  const on = (event: 'exit' | 'close') =>
    new Promise<ChildEnd>((resolve) => child.on(event, (code, signal) => resolve({ kind: 'exited', code, signal })));
  const [gone, ended] = [Promise.race([failed, on('exit')]), Promise.race([failed, on('close')])];
  // Out of descriptors, the streams are undefined, not even null as the types say.
  const stdin = child.stdin ?? nothing();
  const stdout = child.stdout ?? nothing();
  const stderr = child.stderr ?? nothing();
  for (const stream of [stdin, stdout, stderr]) stream.on('error', () => undefined);
  return { pid: child.pid, stdin, stdout, stderr, gone, ended, kill: (signal) => void child.kill(signal) };
}

function neverRan(error: unknown): Child {
  const cause = error instanceof Error ? error : new Error(String(error));
  const ended = Promise.resolve<ChildEnd>({ kind: 'not-started', cause });
  return { pid: undefined, stdin: nothing(), stdout: nothing(), stderr: nothing(), gone: ended, ended, kill: () => undefined };
}

/** A stream that discards everything written to it. */
const nothing = (): PassThrough =>
  new PassThrough()
    .on('error', () => undefined)
    .resume()
    .end();
