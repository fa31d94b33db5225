// The session host, connected when it is first needed: a daemon without work starts no second
// process, and is ready sooner.

import type { Host } from '../../contracts/work/session.ts';

export function lazyHost(connect: () => Promise<Host>): Host {
  const hints = new Set<Parameters<Host['onEnd']>[0]>();
  let connecting: Promise<Host> | undefined;

  const reach = (): Promise<Host> => {
    connecting ??= connect().then(
      (host) => {
        host.onEnd((key) => {
          for (const hint of hints) hint(key);
        });
        return host;
      },
      (error: unknown) => {
        connecting = undefined;
        throw error;
      },
    );
    return connecting;
  };

  return {
    start: async (...it) => (await reach()).start(...it),
    stop: async (...it) => (await reach()).stop(...it),
    list: async () => (await reach()).list(),
    observe: async (...it) => (await reach()).observe(...it),
    collect: async (...it) => (await reach()).collect(...it),
    hold: async (...it) => (await reach()).hold(...it),
    onEnd(hint) {
      hints.add(hint);
      return () => hints.delete(hint);
    },
    close: async () => {
      const host = await connecting?.catch(() => undefined);
      await host?.close();
    },
  };
}
