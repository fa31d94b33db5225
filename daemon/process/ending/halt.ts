// Why the last daemon gave up, for commands that find no daemon. A daemon that has started deletes it.

import { readFile, rm } from 'node:fs/promises';
import { failureOf } from '../../../contracts/errors.ts';
import { codeOf, writeDurably } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';

export async function recordHalt({ halted }: Home, error: unknown): Promise<void> {
  const { message, hint } = failureOf(error);
  await writeDurably(halted, `${message.replace(/\.$/, '')}. ${hint}`.trim());
}

/** One sentence; undefined if the last daemon ended normally. */
export async function lastHalt({ halted }: Home): Promise<string | undefined> {
  try {
    return (await readFile(halted, 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export const clearHalt = ({ halted }: Home): Promise<void> => rm(halted, { force: true });
