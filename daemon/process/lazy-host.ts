// Connects to the session host only when it is first needed, or when work is about to come: a daemon
// without work starts no second process and is ready sooner.

import type { Host } from '../../contracts/work/session.ts';

/** `begin` starts the host while its first work is being prepared. An error is reported to the first caller that needs the host. */
export function lazyHost(connect: () => Promise<Host>): Host & { begin(): void } {
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
    begin: () => void reach().catch(() => undefined),
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
