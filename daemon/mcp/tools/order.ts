// Sends a client's command through the daemon, which allows clients only some commands.

import type { RunCommand } from '../../../contracts/run/command.ts';
import type { ToolContext } from '../tool.ts';

/** The token makes it take effect once, even if the answer is lost and it is sent again. */
export async function order(here: ToolContext, it: RunCommand, token: string): Promise<void> {
  const daemon = await here.daemon();
  try {
    const actor = { kind: 'client', client: here.client(), session: here.session } as const;
    await daemon.ask({ ask: 'order', command: { token, actor, order: it } });
  } finally {
    daemon.close();
  }
}
