// Keeps a worker's result in the object store only if it counts: the journal refers to it there, and
// nothing refers to any other. The rest stays in the worker's own folder and is removed with it.

import type { Objects } from '../../../runtime/ledger/ledger.ts';
import type { Look } from '../../../runtime/watch/look.ts';
import { judgeLook } from '../../../skills/dispatch/judge-look.ts';
import type { Watch } from '../../../skills/dispatch/watch.ts';

/** Stores exactly the bytes that were judged. */
export async function keepAnswer(watch: Watch, look: Look, objects: Objects): Promise<void> {
  if (look.result.kind !== 'there') return;
  // Judged as if the worker were gone: whether an answer counts does not depend on when it was found.
  if (judgeLook({ ...watch, state: 'late' }, look).kind !== 'answered') return;
  await objects.put(look.result.bytes);
}
