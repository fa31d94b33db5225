// The daemon's way to its workers: finds the session host of a home or starts it, and speaks to it through
// the Host interface. A host that died fails what was asked of it; the next call has a new one.

import { MusterError } from '../../../contracts/errors.ts';
import type { Millis } from '../../../contracts/time.ts';
import type { Host, SessionKey } from '../../../contracts/work/session.ts';
import { codeOf } from '../../files.ts';
import { isShortage, shortage } from '../../shortage.ts';
import { findSocketPlace } from '../../wire/socket-place.ts';
import { type Answers, PROTOCOL, TAIL_BYTES } from '../protocol/protocol.ts';
import { type Launched, launchedAhead, launchHost, SOCKET } from './launch.ts';
import { type Link, openLink, type Question, unreachable } from './link.ts';

export type HostConnection = Host & {
  /** Whoever gave a session a lease has it go on for that long; with 0 it ends now. One that is not there is none of it. */
  keep(key: SessionKey, span: Millis): Promise<void>;
  /** The host process behind the present connection, when there is one. */
  hostPid(): number | undefined;
};

export type HostOptions = {
  home: string;
  /** The daemon's fencing epoch; a host that has seen a higher one refuses. */
  epoch: number;
  launch?: { argv: readonly string[] };
  /** The host is gone, or cannot be reached any more: what it said of its sessions may not be so. */
  onLost?(): void;
};

const REACH_WITHIN = 10_000;
const ANSWER_WITHIN = 15_000;
/** A worker's grace period, and the time to see that all its processes are gone. */
const STOPPED_WITHIN = 10 * 60_000;
const RELAUNCH_AFTER = 500;
/** In milliseconds. A host takes some sixty to start, and its first worker waits: a look costs less than what it would find later. */
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

  async function ask<Q extends Question>(question: Q, within: number = ANSWER_WITHIN): Promise<Answers[Q['call']]> {
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
  const begun = performance.now();
  const ahead = launchedAhead();
  let launched: (Launched & { at: number }) | undefined = ahead && { ...ahead, at: 0 };
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * LONGER, LONGEST_PAUSE)) {
    const place = findSocketPlace(home, SOCKET);
    try {
      if (place)
        return await openLink(place, { type: 'hello', protocol: PROTOCOL, role: 'daemon', epoch }, { onPush, onClose: () => onLost?.() });
    } catch (error) {
      if (error instanceof MusterError && error.code !== 'host-unreachable') throw error;
      const cause = error instanceof MusterError ? error.cause : error;
      // EAGAIN is a host that has many at its door.
      if (codeOf(cause) !== 'EAGAIN') refuseShortage(cause);
    }
    const spent = performance.now() - begun;
    if (spent > REACH_WITHIN) throw noHost(home);
    // One that was started beside a host that was just leaving found the place still taken, and left too.
    if (!launched || (launched.exited() && spent - launched.at > RELAUNCH_AFTER)) {
      launched = { ...launchHost(home, launch?.argv), at: spent };
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    refuseShortage(launched.failed());
  }
}

/** Not that there is no host, but that nothing can be opened or started here just now. */
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
