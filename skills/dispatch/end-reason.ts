// Why an attempt ended, if the lead's reason and the program's last words differ. A decision of the lead stands; where it only saw
// silence or an exit, the program knows better.

import type { Timestamp } from '../../contracts/time.ts';
import type { AttemptReason } from '../../contracts/work/dispatch.ts';

export type EndDescription = { reason: AttemptReason; detail: string; resetAt?: Timestamp };

/** Of both together. They are not cut, because half a secret would not be masked. */
const LONGEST_DETAIL = 3_900;

/** `lastLine`: what its program printed last, which often is the cause: a limit, a login, a question to nobody. */
export function endReason(known: EndDescription, said: EndDescription | null, lastLine: string | undefined): EndDescription {
  if (!said) return withLastLine(known, lastLine);
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

function withLastLine(known: EndDescription, lastLine: string | undefined): EndDescription {
  if (lastLine === undefined || known.detail.length + lastLine.length > LONGEST_DETAIL) return known;
  switch (known.reason) {
    case 'exit-without-result':
    case 'silent':
    case 'deadline':
      return { ...known, detail: `${known.detail}; its last line: “${lastLine}”` };
    default:
      return known;
  }
}
