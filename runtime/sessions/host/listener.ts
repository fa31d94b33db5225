// The host's listening socket: private, and created again if its file was removed. Otherwise a living host would hold the home's
// lock while no client could reach it.

import { chmodSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { makeFoldersSync } from '../../folders/make-folders.ts';
import { watchForRemoval } from '../../watch/watch-removal.ts';

export type Listener = {
  /** Stops accepting connections and removes the socket; open connections stay. */
  close(): void;
};

/** The caller holds the home's lock, so anything at that path is stale. Throws if it cannot listen at all. */
export function openListener(place: string, onSocket: (socket: Socket) => void, log: (line: string) => void): Listener {
  let server = listen();
  let mark = fileMark(place);

  function listen(): Server {
    const opened = createServer(onSocket);
    // Out of descriptors, for instance: one connection is refused, which must not end any work.
    opened.on('error', (error) => log(`listener error: ${String(error)}`));
    makeFoldersSync(dirname(place), 0o700);
    rmSync(place, { force: true });
    const umask = process.umask(0o077);
    opened.listen(place, () => log(`listens at ${place}`));
    process.umask(umask);
    chmodSync(place, 0o600); // Throws ENOENT if listening failed, before the error event arrives.
    return opened;
  }

  const stop = watchForRemoval(place, () => {
    if (fileMark(place) === mark) return true;
    log(`its socket at ${place} was removed`);
    try {
      server.close();
      server = listen();
      mark = fileMark(place);
    } catch (error) {
      log(`cannot listen at ${place}: ${String(error)}`); // The next check tries again.
    }
    return false;
  });

  return {
    close() {
      stop();
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
