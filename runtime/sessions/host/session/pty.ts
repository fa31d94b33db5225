// A process in a pseudo-terminal, through node-pty's native fork call. Its JavaScript half is not used: it adds to the environment,
// and discards output that is still unread 200 ms after an exit.

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
  /** Closes our copy of the worker's side: once no other process holds it, the rest is read and `onOver` is called. */
  release(): void;
  /** Discards what was not read. */
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

/** Loaded when a daemon connects, so that its first worker need not wait for it; a viewer does not need it. */
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
/** How much typed input is buffered for a worker that does not read; more is refused. */
const INPUT_LIMIT = 64 * 1024;

export function openPty(spec: PtySpec, events: PtyEvents): Pty {
  requireReserve();
  let whole = false;
  const forked = fork(spec, (code, signal) => {
    if (!whole) return;
    // A death by signal is reported with code 0.
    events.onExit(signal === 0 ? { code, signal: null } : { code: null, signal: SIGNAL_NAMES.get(signal) ?? `signal ${signal}` });
  });
  const { fd, pid } = forked;
  // We keep the worker's side open too: a worker that closes its own terminal is not hung up, and we decide where its output ends.
  let slave: number | undefined = openOr(forked.pty);
  const release = () => {
    if (slave !== undefined) closeSync(slave);
    slave = undefined;
  };

  let open = true;
  const stream = streamOf(fd, pid);
  stream.on('data', events.onOutput);
  stream.on('error', () => stream.destroy()); // EIO: nobody holds the other side any more, and everything was read.
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
    // node-pty does not tell the system's reason. Errors of the program itself show only after the fork.
    if (error instanceof Error && /^forkpty\(3\) failed|Too many open files|Resource temporarily/.test(error.message))
      throw shortage('no terminal could be opened for a worker', error);
    throw error;
  } finally {
    fillers.forEach(closeSync);
  }
}

/** Optional: if it fails, for example for lack of descriptors, only those two cases go wrong. */
function openOr(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}

/** If this fails, the forked process would have no owner. */
function streamOf(fd: number, pid: number): ReadStream {
  try {
    return new ReadStream(fd);
  } catch (error) {
    closeSync(fd);
    process.kill(pid, 'SIGKILL');
    throw error;
  }
}

/** Descriptors that the host needs to look at processes, record an end and let a daemon connect. */
const RESERVE = 16;

/** Throws EMFILE before a worker is started, rather than being unable to read or record anything afterwards. */
export const requireReserve = (): void => requireDescriptors(RESERVE);

/**
 * node-pty sets close-on-exec from descriptor 16 up to the first gap only. Above a gap, a worker would inherit the terminals of its
 * siblings and keep them alive when this process dies; so we fill the gaps first. No other thread of this process opens or closes
 * files.
 */
function fillGaps(): number[] {
  if (process.platform !== 'linux') return [];
  const highest = Math.max(...readdirSync('/proc/self/fd').map(Number));
  const fillers: number[] = [];
  try {
    for (let filler = -1; filler <= highest; fillers.push(filler)) filler = openSync('/dev/null', 'r');
  } catch {
    // A descriptor was inherited above the limit of this process. The fork needs a few itself.
    fillers.splice(-4).forEach(closeSync);
  }
  return fillers;
}

/** Non-blocking: a worker that does not read must not block others. */
function inputTo(fd: number, isOpen: () => boolean): (bytes: Buffer) => boolean {
  let waiting = Buffer.alloc(0);
  let again: NodeJS.Timeout | undefined;
  function pump(): void {
    again = undefined;
    if (!isOpen()) return;
    try {
      while (waiting.length > 0) waiting = waiting.subarray(writeSync(fd, waiting));
    } catch {
      again = setTimeout(pump, 20); // EAGAIN: its buffer is full.
    }
  }
  return (bytes) => {
    if (!isOpen() || waiting.length + bytes.length > INPUT_LIMIT) return false;
    waiting = Buffer.concat([waiting, bytes]);
    if (!again) pump();
    return true;
  };
}
