// A daemon that another command started ends by itself once nothing has been at work for a while.

import { millis } from '../../../contracts/time.ts';
import type { Runs } from '../runs.ts';

export function endWhenIdle(runs: Runs, after: string, end: () => void): NodeJS.Timeout {
  const limit = millis(after);
  let idleSince = Date.now();
  const timer = setInterval(
    () => {
      if (runs.atWork().length > 0) idleSince = Date.now();
      else if (Date.now() - idleSince >= limit) end();
    },
    Math.min(limit, 5_000),
  );
  return timer.unref();
}
