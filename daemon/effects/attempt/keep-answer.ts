// Of what a worker wrote, only an answer that counts is kept among the objects: the journal names it there, and
// nothing else would ever be found again. The rest is in the worker's own folder and is removed with it.

import type { Objects } from '../../../runtime/ledger/ledger.ts';
import type { Look } from '../../../runtime/watch/look.ts';
import { judgeLook } from '../../../skills/dispatch/judge-look.ts';
import type { Watch } from '../../../skills/dispatch/watch.ts';

/** The bytes that were judged are the bytes that are kept. */
export async function keepAnswer(watch: Watch, look: Look, objects: Objects): Promise<void> {
  if (look.result.kind !== 'there') return;
  // As of a worker that is gone: whether its answer counts does not depend on when it was found.
  if (judgeLook({ ...watch, state: 'late' }, look).kind !== 'answered') return;
  await objects.put(look.result.bytes);
}
