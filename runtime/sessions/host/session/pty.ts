// One process in one pseudo-terminal, by node-pty's own fork call. Its JavaScript half is not used: it adds
// to the environment, and 200 ms after an exit it discards output that was not read yet.

import { closeSync, constants, openSync, readdirSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants as system } from 'node:os';
import { dirname, join } from 'node:path';
import { ReadStream } from 'node:tty';
import { requireDescriptors, shortage } from '../../../shortage.ts';

export type Exit = { code: number | null; signal: string | null };

export type Pty = {
  readonly pid: number;
  write(bytes: Buffer): boolean;
  resize(cols: number, rows: number): void;
  /** Closes our copy of the worker's side: when no other process holds it, the rest is read and `onOver` is called. */
  release(): void;
  /** Gives up on what was not read. */
  close(): void;
};

export type PtySpec = {
  program: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  cols: number;
  rows: number;
};

export type PtyEvents = { onOutput(bytes: Buffer): void; onExit(exit: Exit): void; onOver(): void };

type Native = {
  fork(
    file: string,
    args: readonly string[],
    env: readonly string[],
    cwd: string,
    cols: number,
    rows: number,
    uid: number,
    gid: number,
    utf8: boolean,
    helper: string,
    onExit: (code: number, signal: number) => void,
  ): { fd: number; pid: number; pty: string };
  resize(fd: number, cols: number, rows: number, xPixels: number, yPixels: number): void;
};

/** Loaded when a daemon comes, so that its first worker does not wait for it; a viewer needs none. */
let loaded: { native: Native; helper: string } | undefined;

export function nodePty(): { native: Native; helper: string } {
  if (!loaded) {
    const require = createRequire(import.meta.url);
    const { native } = require('node-pty') as { native: Native };
    const built = join(dirname(require.resolve('node-pty/package.json')), 'prebuilds', `${process.platform}-${process.arch}`);
    loaded = { native, helper: join(built, 'spawn-helper') };
  }
  return loaded;
}

const SIGNAL_NAMES = new Map(Object.entries(system.signals).map(([name, number]) => [number, name]));
/** Typed input that the worker does not take; more is refused. */
const INPUT_LIMIT = 64 * 1024;

export function openPty(spec: PtySpec, events: PtyEvents): Pty {
  keepReserve();
  let whole = false;
  const forked = fork(spec, (code, signal) => {
    if (!whole) return;
    // A death by signal comes with code 0.
    events.onExit(signal === 0 ? { code, signal: null } : { code: null, signal: SIGNAL_NAMES.get(signal) ?? `signal ${signal}` });
  });
  const { fd, pid } = forked;
  // The worker's side is held open here too: a worker that closes its own terminal is not hung up, and
  // where its output ends is ours to say.
  let slave: number | undefined = openOr(forked.pty);
  const release = () => {
    if (slave !== undefined) closeSync(slave);
    slave = undefined;
  };

  let open = true;
  const stream = streamOf(fd, pid);
  stream.on('data', events.onOutput);
  stream.on('error', () => stream.destroy()); // EIO: nobody holds the other side, and all is read
  stream.on('close', () => {
    open = false;
    release();
    events.onOver();
  });
  const input = inputTo(fd, () => open);
  whole = true;

  return {
    pid,
    write: (bytes) => input(bytes),
    resize(cols, rows) {
      if (open) nodePty().native.resize(fd, cols, rows, 0, 0);
    },
    release,
    close: () => stream.destroy(),
  };
}

function fork(spec: PtySpec, onExit: (code: number, signal: number) => void): { fd: number; pid: number; pty: string } {
  const { native, helper } = nodePty();
  const env = Object.entries(spec.env).map(([name, value]) => `${name}=${value}`);
  const fillers = fillGaps();
  try {
    return native.fork(spec.program, spec.args, env, spec.cwd, spec.cols, spec.rows, -1, -1, true, helper, onExit);
  } catch (error) {
    // It keeps the system's reason to itself. What can be wrong with the program shows only after the fork.
    if (error instanceof Error && /^forkpty\(3\) failed|Too many open files|Resource temporarily/.test(error.message))
      throw shortage('no terminal could be opened for a worker', error);
    throw error;
  } finally {
    fillers.forEach(closeSync);
  }
}

/** A nicety: without it, out of descriptors say, everything works but for those two cases. */
function openOr(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}

/** Nobody would own what was forked when this fails. */
function streamOf(fd: number, pid: number): ReadStream {
  try {
    return new ReadStream(fd);
  } catch (error) {
    closeSync(fd);
    process.kill(pid, 'SIGKILL');
    throw error;
  }
}

/** What the host needs to look at processes, to write down an end, to let a daemon in. */
const RESERVE = 16;

/** Throws EMFILE while a worker is not there yet, rather than be blind and deaf once it is. */
export const keepReserve = (): void => requireDescriptors(RESERVE);

/**
 * node-pty makes descriptors close-on-exec from 16 on only up to the first gap, so that a worker inherits
 * the terminals of its siblings above it and keeps them alive when this process dies. Without a gap there is
 * nothing to inherit. Nothing in this process opens or closes files on another thread.
 */
function fillGaps(): number[] {
  if (process.platform !== 'linux') return [];
  const highest = Math.max(...readdirSync('/proc/self/fd').map(Number));
  const fillers: number[] = [];
  try {
    for (let filler = -1; filler <= highest; fillers.push(filler)) filler = openSync('/dev/null', 'r');
  } catch {
    // Something was inherited above what this process may open. The fork needs a few itself.
    fillers.splice(-4).forEach(closeSync);
  }
  return fillers;
}

/** Written without waiting: a worker that does not read must not block others. */
function inputTo(fd: number, isOpen: () => boolean): (bytes: Buffer) => boolean {
  let waiting = Buffer.alloc(0);
  let again: NodeJS.Timeout | undefined;
  function pump(): void {
    again = undefined;
    if (!isOpen()) return;
    try {
      while (waiting.length > 0) waiting = waiting.subarray(writeSync(fd, waiting));
    } catch {
      again = setTimeout(pump, 20); // EAGAIN: its buffer is full
    }
  }
  return (bytes) => {
    if (!isOpen() || waiting.length + bytes.length > INPUT_LIMIT) return false;
    waiting = Buffer.concat([waiting, bytes]);
    if (!again) pump();
    return true;
  };
}
