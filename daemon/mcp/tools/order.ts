// An order of a client: given through the daemon, which lets a client give only some.

import type { RunCommand } from '../../../contracts/run/command.ts';
import type { Here } from '../tool.ts';

/** The token makes it count once even if the answer is lost. */
export async function order(here: Here, it: RunCommand, token: string): Promise<void> {
  const daemon = await here.daemon();
  try {
    const actor = { kind: 'client', client: here.client(), session: here.session } as const;
    await daemon.ask({ ask: 'order', command: { token, actor, order: it } });
  } finally {
    daemon.close();
  }
}
