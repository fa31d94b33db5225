// Which server of the page runs for a home: noted in a file with the start of its process, so that a number given to another
// process is not taken for it.

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from '../../contracts/schema.ts';
import { writeDurably } from '../../runtime/files.ts';
import { isAlive, startOf } from '../../runtime/processes/processes.ts';

const Noted = z.strictObject({ pid: z.int(), start: z.string(), origin: z.string() });
type Noted = z.infer<typeof Noted>;

export type Running = {
  /** Whether it was this server that was noted: another one may have begun meanwhile. */
  forget(): Promise<boolean>;
};

const pathIn = (folder: string): string => join(folder, 'server.json');

export async function noteServer(folder: string, origin: string): Promise<Running> {
  const noted: Noted = { pid: process.pid, start: startOf(process.pid) ?? '', origin };
  await writeDurably(pathIn(folder), `${JSON.stringify(noted)}\n`);
  return {
    async forget() {
      const now = await runningServer(folder);
      if (now !== undefined && now.pid !== noted.pid) return false;
      await rm(pathIn(folder), { force: true });
      return true;
    },
  };
}

export async function runningServer(folder: string): Promise<{ pid: number; origin: string } | undefined> {
  try {
    const { pid, start, origin } = Noted.parse(JSON.parse(await readFile(pathIn(folder), 'utf8')));
    return isAlive(pid, start) ? { pid, origin } : undefined;
  } catch {
    return undefined;
  }
}
