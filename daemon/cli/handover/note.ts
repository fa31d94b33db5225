// Adds a note about work that was taken over to the journal of its run.

import { giveOrder } from '../daemon/ask-daemon.ts';
import type { Context } from '../words/command.ts';

/** If this fails, the work has still been taken over. */
export async function noted(context: Context, run: string, text: string): Promise<void> {
  await giveOrder(context, { kind: 'note', run, text }).catch((error: unknown) => {
    context.tell(`muster: not noted in the journal of ${run}: ${error instanceof Error ? error.message : String(error)}`);
  });
}
