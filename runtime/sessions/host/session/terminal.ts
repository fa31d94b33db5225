// The terminal of a session: its process, its output and its exit status.

import type { SessionKey, SessionSpec } from '../../../../contracts/work/session.ts';
import { failpoint } from '../../../failpoints.ts';
import { isCheckKey } from '../../protocol/protocol.ts';
import type { Records } from '../records.ts';
import { type Gate, gate, within } from './one-time-event.ts';
import { type Output, openOutput, type TryOrLog } from './output.ts';
import { openPipes } from './pipes.ts';
import { type Exit, openPty, type Pty } from './pty.ts';

export type Opened = {
  pty: Pty;
  output: Output;
  exited: Gate<Exit>;
  /** Nobody holds the terminal any more, and everything was read. */
  drained: Gate<void>;
};

export type TerminalContext = { records: Records; tryOrLog: TryOrLog; log(line: string): void; onOutput(): void };

/** Throws if the transcript or the process cannot be created; then neither is left behind. */
export function openTerminal(key: SessionKey, program: string, spec: SessionSpec, around: TerminalContext): Opened {
  const exited = gate<Exit>();
  const drained = gate();
  const output = openOutput(key, spec, around);
  try {
    const { argv, env, cwd, cols, rows } = spec;
    const open = isCheckKey(key) ? openPipes : openPty;
    const pty = open(
      { program, args: argv.slice(1), env, cwd, cols, rows },
      {
        onOutput(bytes) {
          around.onOutput();
          output.take(bytes);
        },
        onExit(exit) {
          failpoint('host.exit-seen');
          exited.open(exit);
        },
        onOver: () => drained.open(),
      },
    );
    return { pty, output, exited, drained };
  } catch (error) {
    void output.close();
    throw error;
  }
}

/** All processes are gone, but their last output may still be in the terminal's buffer. */
export async function drainOutput({ pty, output, drained }: Opened): Promise<void> {
  pty.release();
  for (let quiet = 0, seen = -1; quiet < 3 && !drained.isOpen(); seen = output.tail.total()) {
    quiet = output.tail.total() === seen ? quiet + 1 : 0;
    await within(300, drained.opened);
  }
  pty.close();
  await drained.opened;
}
