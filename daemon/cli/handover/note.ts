// A note about work that was taken over, in the journal of its run.

import { giveOrder } from '../daemon/ask-daemon.ts';
import type { Context } from '../words/command.ts';

/** What was done stays done if that fails. */
export async function noted(context: Context, run: string, text: string): Promise<void> {
  await giveOrder(context, { kind: 'note', run, text }).catch((error: unknown) => {
    context.tell(`muster: not noted in the journal of ${run}: ${error instanceof Error ? error.message : String(error)}`);
  });
}
