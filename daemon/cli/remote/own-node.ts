// The name that this machine has in its fleet. Two nodes may have homes of the same path, so it is by this that they differ.

import { exists } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';

/** The schema of all settings is loaded only where some are set. */
export async function ownNode({ config }: Home): Promise<string | undefined> {
  if (!(await exists(config))) return undefined;
  const { loadConfig } = await import('../../intake/settings.ts');
  return (await loadConfig(config)).fleet?.node;
}
