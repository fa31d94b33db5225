// Whether workers of this home get layers over a shared checkout or full copies, and why.

import { failureOf } from '../../../contracts/errors.ts';
import { exists } from '../../../runtime/files.ts';
import { probeLayers } from '../../../runtime/workspace/layers/probe.ts';
import { loadConfig } from '../../intake/settings.ts';
import type { Context } from '../words/command.ts';

export async function checkoutsText({ home, env }: Pick<Context, 'home' | 'env'>): Promise<string> {
  const { checkouts } = await loadConfig(home.config);
  if (checkouts === 'whole') return 'a whole copy for each seat, as `checkouts: whole` says';
  if (!(await exists(home.root))) return 'tried out in the home once it is there';
  const found = await probeLayers(home.layersTried, env.PATH ?? '').catch((error: unknown) => failureOf(error).message);
  // Problems of the home itself are reported by another check.
  if (typeof found === 'string') return `could not be tried out: ${found}`;
  return found.kind === 'possible'
    ? 'layers over one tree that the seats share'
    : `a whole copy for each seat, because layers cannot be mounted here: ${found.why}`;
}
