// Which page server runs for a home: recorded in a file with the start time of its process, so that
// another process with the same number is not mistaken for it.

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from '../../contracts/schema.ts';
import { writeDurably } from '../../runtime/files.ts';
import { isAlive, startOf } from '../../runtime/processes/processes.ts';

const Noted = z.strictObject({ pid: z.int(), start: z.string(), origin: z.string() });
type Noted = z.infer<typeof Noted>;

export type Running = {
  /** Returns whether this server was the recorded one: another may have started meanwhile. */
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
