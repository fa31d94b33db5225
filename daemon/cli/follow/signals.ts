// How a person stops following: Ctrl-C, a closed terminal, a closed pipe. None of them ends the run.

import type { Context } from '../words/command.ts';
import { EXIT } from '../words/exit-code.ts';

export type Leaving = {
  signal: AbortSignal;
  /** What to exit with. */
  code(): number;
  forget(): void;
};

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export function onSignals({ unheard }: Context): Leaving {
  const leaving = new AbortController();
  let code: number = EXIT.detached;
  const listeners = Object.entries(SIGNALS).map(([signal, exit]) => {
    const listener = () => {
      code = exit;
      leaving.abort();
    };
    process.on(signal, listener);
    return () => process.removeListener(signal, listener);
  });
  const unread = () => leaving.abort();
  unheard.addEventListener('abort', unread, { once: true });
  return {
    signal: leaving.signal,
    code: () => code,
    forget() {
      unheard.removeEventListener('abort', unread);
      for (const forget of listeners) forget();
    },
  };
}
