// Why an attempt ended, when the lead knows one thing and the program's last words say another. What was
// decided stands; where only silence or an exit was seen, the program knows better.

import type { Timestamp } from '../../contracts/time.ts';
import type { AttemptReason } from '../../contracts/work/dispatch.ts';

export type EndWords = { reason: AttemptReason; detail: string; resetAt?: Timestamp };

export function endReason(known: EndWords, said: EndWords | null): EndWords {
  if (!said) return known;
  switch (known.reason) {
    case 'exit-without-result':
    case 'silent':
      return said;
    case 'deadline':
    case 'host-lost':
    case 'result-invalid':
    case 'wrong-dispatch':
      // Something that it was not allowed on the way is no reason for any of these.
      return said.reason === 'refused-permission' ? known : said;
    default:
      return known;
  }
}
