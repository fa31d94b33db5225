// Removes the disposable checkouts of a run. What a worker changed in one is kept as a patch first.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../runtime/files.ts';
import { removeCheckout } from '../../runtime/workspace/checkout.ts';
import type { RunSight } from '../lead/effect.ts';
import type { Workshop } from './workshop.ts';

export async function clearWorkplaces(run: string, { home }: Workshop): Promise<RunSight> {
  const folder = home.run(run).workplaces;
  for (const name of await namesIn(folder)) await removeCheckout(join(folder, name));
  return { kind: 'cleared' };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
