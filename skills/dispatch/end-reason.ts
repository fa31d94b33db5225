// Why an attempt ended, if the lead's reason and the program's last words differ. A decision of the lead stands; where it only saw
// silence or an exit, the program knows better.

import type { Timestamp } from '../../contracts/time.ts';
import type { AttemptReason } from '../../contracts/work/dispatch.ts';

export type EndDescription = { reason: AttemptReason; detail: string; resetAt?: Timestamp };

export function endReason(known: EndDescription, said: EndDescription | null): EndDescription {
  if (!said) return known;
  switch (known.reason) {
    case 'exit-without-result':
    case 'silent':
      return said;
    case 'deadline':
    case 'host-lost':
    case 'result-invalid':
    case 'wrong-dispatch':
      // A permission that was denied on the way explains none of these.
      return said.reason === 'refused-permission' ? known : said;
    default:
      return known;
  }
}
