// Rings the terminal bell for users who chose it in `notify`. The command that follows the run does it, because a daemon has no terminal.

import type { Context } from '../words/command.ts';

export async function ringFor(event: 'gate' | 'end', { home }: Pick<Context, 'home'>): Promise<void> {
  if (process.stderr.isTTY !== true) return;
  const { loadConfig } = await import('../../intake/settings.ts');
  const { notify } = await loadConfig(home.config);
  if (notify.command.length === 1 && notify.command[0] === 'bell' && notify.on.includes(event)) process.stderr.write('\u0007');
}
