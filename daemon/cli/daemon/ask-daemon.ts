// How a command talks to the daemon: finds or starts it, asks, and closes the connection.

import { readlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import { getBuiltinModule } from 'node:process';
import { isatty } from 'node:tty';
import type { Actor } from '../../../contracts/event.ts';
import type { Command as Order } from '../../../contracts/run/command.ts';
import type { Daemon } from '../../control/client.ts';
import { ENGINE } from '../../process/version.ts';
import type { Context } from '../words/command.ts';
import { versionWarning } from './reach.ts';
import { startDaemon } from './start-daemon.ts';

/** The running daemon, or a new one that ends by itself when it is idle. */
export async function daemonFor(context: Pick<Context, 'home' | 'env' | 'tell'>): Promise<Daemon> {
  const { daemon, hello } = await startDaemon(context.home, 'on-demand', context.env);
  const warning = versionWarning(hello.version, ENGINE);
  if (warning) context.tell(`muster: ${warning}`);
  return daemon;
}

/** Sends one command to the daemon; the token makes it count once even if the answer is lost. */
export async function giveOrder(context: Context, order: Order['order']): Promise<void> {
  const daemon = await daemonFor(context);
  try {
    // Loaded here, because a command that submits a task does not need it.
    const token = getBuiltinModule('node:crypto').randomUUID();
    await daemon.ask({ ask: 'order', command: { token, actor: thisPerson(), order } });
  } finally {
    daemon.close();
  }
}

/** The user at this terminal, as far as the machine knows. */
export function thisPerson(): Actor {
  const tty = terminalOf(0);
  const user = userName();
  return { kind: 'person', pid: process.pid, ...(tty === undefined ? {} : { tty }), ...(user === undefined ? {} : { user }) };
}

function terminalOf(fd: number): string | undefined {
  if (!isatty(fd)) return undefined;
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return 'a terminal';
  }
}

function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
