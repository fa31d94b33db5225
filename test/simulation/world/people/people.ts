// The people of a simulated world: they give commands, receive refusals, and repeat a command if the daemon died meanwhile.

import { MusterError } from '../../../../contracts/errors.ts';
import type { HouseCommand, RunCommand } from '../../../../contracts/run/command.ts';
import type { DaemonProcess } from '../daemon-process.ts';

export type People = {
  /** Consent: which providers may receive the code of a project. */
  allow(project: string, providers: readonly string[]): void;
  order(command: RunCommand, token: string): void;
  /** A new daemon is running: commands without an answer are sent again with the same token. */
  hear(daemon: DaemonProcess): void;
};

type AllowCommand = Extract<HouseCommand, { kind: 'allow' }>;

/** Refusals that a person may get without any bug. */
const TOLD: ReadonlySet<string> = new Set(['command-refused', 'command-reused', 'version-conflict', 'stream-ended', 'io-failed']);

export function people(onFault: (error: unknown) => void): People {
  const waiting = new Map<string, RunCommand | AllowCommand>();
  let newest: DaemonProcess | undefined;

  function send(daemon: DaemonProcess, command: RunCommand | AllowCommand, token: string): void {
    const from = { commandId: token, actor: { kind: 'person' as const } };
    const done =
      command.kind === 'allow' ? daemon.house?.post({ kind: 'command', command }, from) : daemon.runs.order(command.run, command, from);
    done?.then(
      () => waiting.delete(token),
      (error: unknown) => {
        waiting.delete(token);
        if (!(error instanceof MusterError && TOLD.has(error.code))) onFault(error);
      },
    );
  }

  function give(command: RunCommand | AllowCommand, token: string): void {
    waiting.set(token, command);
    if (newest?.ready) send(newest, command, token);
  }

  return {
    order: give,
    allow: (project, providers) => give({ kind: 'allow', project, providers: [...providers] }, `allow-${providers}`),
    hear(daemon) {
      newest = daemon;
      for (const [token, command] of waiting) send(daemon, command, token);
    },
  };
}
