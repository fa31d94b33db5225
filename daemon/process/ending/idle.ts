// A daemon that another command started ends by itself once nothing has been at work for a while.

import { millis } from '../../../contracts/time.ts';

export function endWhenIdle(busy: () => boolean, after: string, end: () => void): NodeJS.Timeout {
  const limit = millis(after);
  let idleSince = Date.now();
  const timer = setInterval(
    () => {
      if (busy()) idleSince = Date.now();
      else if (Date.now() - idleSince >= limit) end();
    },
    Math.min(limit, 5_000),
  );
  return timer.unref();
}
