// A process on pipes, in a session and group of its own, with the same interface as a terminal. Checks run like this, because test
// runners watch files, ask questions and redraw when they see a terminal.

import { type ChildProcess, spawn } from 'node:child_process';
import { type Pty, type PtyEvents, type PtySpec, requireReserve } from './pty.ts';

export function openPipes({ program, args, env, cwd }: PtySpec, events: PtyEvents): Pty {
  requireReserve();
  const child = spawn(program, [...args], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = startedAs(child);
  child.on('exit', (code, signal) => events.onExit({ code, signal }));
  const streams = [child.stdout, child.stderr].filter((it) => it !== null);
  let open = streams.length;
  for (const stream of streams) {
    stream.on('data', events.onOutput);
    stream.on('error', () => stream.destroy());
    stream.on('close', () => {
      open -= 1;
      if (open === 0) events.onOver();
    });
  }
  return {
    pid,
    write: () => false,
    resize: () => undefined,
    release: () => undefined,
    close: () => streams.forEach((it) => void it.destroy()),
  };
}

/** What is wrong with the program is reported by an event, a moment after the call. */
function startedAs(child: ChildProcess): number {
  child.on('error', () => undefined);
  if (child.pid === undefined) throw new Error('the program could not be started');
  return child.pid;
}
