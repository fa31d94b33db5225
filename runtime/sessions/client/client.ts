// The daemon's connection to its workers: finds or starts the session host of a home and talks to it through the Host interface. If
// the host dies, pending requests fail, and the next call starts a new one.

import { MusterError } from '../../../contracts/errors.ts';
import type { Millis } from '../../../contracts/time.ts';
import type { Host, SessionKey } from '../../../contracts/work/session.ts';
import { codeOf } from '../../files.ts';
import { refuseObstacles } from '../../folders/obstacles.ts';
import { isShortage, shortage } from '../../shortage.ts';
import { findSocketPlace } from '../../wire/socket-place.ts';
import { type Answers, PROTOCOL, TAIL_BYTES } from '../protocol/protocol.ts';
import { type Launched, launchHost, prelaunchedHost, SOCKET } from './launch.ts';
import { type Link, openLink, type RequestBody, unreachable } from './link.ts';
import { neededBySessions } from './needed.ts';

export type HostConnection = Host & {
  /** Renews the lease of a session for that long; 0 ends it now. A session that does not exist is ignored. */
  keep(key: SessionKey, span: Millis): Promise<void>;
  /** The pid of the host, while there is a connection. */
  hostPid(): number | undefined;
};

export type HostOptions = {
  home: string;
  /** The daemon's fencing epoch; a host that has seen a higher one refuses it. */
  epoch: number;
  launch?: { argv: readonly string[] };
  /** The host is gone or unreachable: what it said about its sessions may be outdated. */
  onLost?(): void;
};

const REACH_WITHIN = 10_000;
const ANSWER_WITHIN = 15_000;
/** A worker's grace period, plus the time to make sure that all its processes are gone. */
const STOPPED_WITHIN = 10 * 60_000;
const RELAUNCH_AFTER = 500;
/** In milliseconds. A host takes about sixty to start, and its first worker waits for it, so polling early is worth its cost. */
const [FIRST_PAUSE, LONGER, LONGEST_PAUSE] = [5, 1.1, 100];

export async function connectHost(options: HostOptions): Promise<HostConnection> {
  const hints = new Set<(key: SessionKey) => void>();
  let link: Link | undefined;
  let reaching: Promise<Link> | undefined;
  let closed = false;

  const onPush = (push: { type: string; key: SessionKey }) => {
    if (push.type === 'ended') for (const hint of hints) hint(push.key);
  };

  async function reached(): Promise<Link> {
    if (closed) throw unreachable('this connection to the session host was closed by its owner');
    if (link?.isOpen()) return link;
    reaching ??= reachHost(options, onPush).finally(() => {
      reaching = undefined;
    });
    link = await reaching;
    if (closed) link.close();
    return link;
  }

  async function ask<Q extends RequestBody>(question: Q, within: number = ANSWER_WITHIN): Promise<Answers[Q['call']]> {
    return (await reached()).ask(question, within);
  }

  await reached();
  return {
    start: (key, spec) => ask({ call: 'start', key, spec }),
    stop: async (key) => (await ask({ call: 'stop', key }, STOPPED_WITHIN)) ?? undefined,
    list: () => ask({ call: 'list' }),
    observe: (keys, look) => ask({ call: 'observe', keys, cpu: look?.cpu ?? false }),
    collect: (key, amount) => ask({ call: 'collect', key, tailBytes: amount?.tailBytes ?? TAIL_BYTES }),
    async hold(key, held) {
      await ask({ call: 'hold', key, held });
    },
    async keep(key, span) {
      await ask({ call: 'keep', key, span });
    },
    onEnd(hint) {
      hints.add(hint);
      return () => hints.delete(hint);
    },
    async close() {
      closed = true;
      link?.close();
    },
    hostPid: () => (link?.isOpen() ? link.welcome.pid : undefined),
  };
}

async function reachHost(
  { home, epoch, launch, onLost }: HostOptions,
  onPush: (push: { type: string; key: SessionKey }) => void,
): Promise<Link> {
  // No host could start, or it could serve nobody: each try would take all of its time, and say less.
  refuseObstacles(neededBySessions(home));
  const begun = performance.now();
  const ahead = prelaunchedHost();
  let launched: (Launched & { at: number }) | undefined = ahead && { ...ahead, at: 0 };
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * LONGER, LONGEST_PAUSE)) {
    const place = findSocketPlace(home, SOCKET);
    try {
      if (place)
        return await openLink(place, { type: 'hello', protocol: PROTOCOL, role: 'daemon', epoch }, { onPush, onClose: () => onLost?.() });
    } catch (error) {
      if (error instanceof MusterError && error.code !== 'host-unreachable') throw error;
      const cause = error instanceof MusterError ? error.cause : error;
      // EAGAIN: the backlog of the host's socket is full.
      if (codeOf(cause) !== 'EAGAIN') refuseShortage(cause);
    }
    const spent = performance.now() - begun;
    if (spent > REACH_WITHIN) throw noHost(home);
    // A host that was launched while the old one was leaving found the lock still taken, and left too.
    if (!launched || (launched.exited() && spent - launched.at > RELAUNCH_AFTER)) {
      launched = { ...launchHost(home, launch?.argv), at: spent };
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    refuseShortage(launched.failed());
  }
}

/** Distinguishes “there is no host” from “nothing can be opened or started here right now”. */
function refuseShortage(cause: unknown): void {
  if (isShortage(cause)) throw shortage('the session host could not be reached', cause);
}

function noHost(home: string): MusterError {
  return new MusterError(
    'host-unreachable',
    `no session host answers for ${home}, and none could be started within ${REACH_WITHIN / 1000} s`,
    `See ${home}/sessions/host.log.`,
  );
}
