// The host's listening socket: private, and made again when somebody took its file away. Without it a
// living host would keep the home's lock and nobody could reach it.

import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';

export type Listener = {
  /** Lets nobody in any more, and removes the socket; who is in stays. */
  close(): void;
};

const LOOK_EVERY = 2_000;

/** The caller holds the home's lock, so that whatever lies at that place is stale. Throws when it cannot listen at all. */
export function openListener(place: string, onSocket: (socket: Socket) => void, log: (line: string) => void): Listener {
  let server = listen();
  let mark = fileMark(place);

  function listen(): Server {
    const opened = createServer(onSocket);
    // Out of descriptors, say: one peer is not let in, which is no reason to end anybody's work.
    opened.on('error', (error) => log(`listener error: ${String(error)}`));
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
    rmSync(place, { force: true });
    const umask = process.umask(0o077);
    opened.listen(place, () => log(`listens at ${place}`));
    process.umask(umask);
    chmodSync(place, 0o600); // throws ENOENT when listening failed, before that is told
    return opened;
  }

  const watch = setInterval(() => {
    if (fileMark(place) === mark) return;
    log(`its socket at ${place} was removed`);
    try {
      server.close();
      server = listen();
      mark = fileMark(place);
    } catch (error) {
      log(`cannot listen at ${place}: ${String(error)}`); // and tries again at the next look
    }
  }, LOOK_EVERY);

  return {
    close() {
      clearInterval(watch);
      server.close();
    },
  };
}

function fileMark(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
