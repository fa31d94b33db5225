// The name of this machine in its fleet. Homes of two nodes may have the same path, so the name tells them apart.

import { exists } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';

/** The schema of the settings is loaded only if there is a settings file. */
export async function ownNode({ config }: Home): Promise<string | undefined> {
  if (!(await exists(config))) return undefined;
  const { loadConfig } = await import('../../intake/settings.ts');
  return (await loadConfig(config)).fleet?.node;
}
