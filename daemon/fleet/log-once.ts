// Logs a repeated failure when it begins and when it is over, not each time.

import type { Log } from '../../runtime/log/log.ts';

export type FailureLog = { wrong(error: unknown): void; well(): void };

export function logOnce(log: Log, words: { wrong: string; well: string }): FailureLog {
  let failing = false;
  return {
    wrong(error) {
      if (!failing) log.warn(words.wrong, { error });
      failing = true;
    },
    well() {
      if (failing) log.info(words.well);
      failing = false;
    },
  };
}
