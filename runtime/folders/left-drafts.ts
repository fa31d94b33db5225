// Files and folders that a process makes under a name of its own before they are in place. If it is killed meanwhile, they stay behind:
// their names say whose they were, so that they can be told from those of a process that still writes.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { codeOf } from '../files.ts';

/** As `writeDurably` names them. A new ledger, too, is made beside its place, and SQLite may have files of its own beside it. */
const DRAFT = /^(?:\..+\.(?<pid>\d{1,10})-[0-9a-f]{12}\.tmp|ledger\.db\.(?<maker>\d{1,10})-[0-9a-f]{12}\.new(?:-wal|-shm|-journal)?)$/s;

/** As `withFolder` names them, by what they are made for in a home. */
const FOLDER = /^(?:bundle|capture|coming|hand-over|sending|since|take-over|taking|tests)-(?<pid>\d{1,10})-[A-Za-z0-9]{6}$/;

/** How many levels below these folders are ours; what lies deeper is of projects and of git, which have names of their own. */
const LEVELS: ReadonlyMap<string, number> = new Map([
  ['bases', 1],
  ['incoming', 0],
  ...['checkouts', 'compiled', 'layers-tried', 'loops', 'trash', 'workplaces'].map((it) => [it, -1] as const),
]);
const DEEPEST = 8;

/** No writer needs so long. It may live where its process cannot be seen from here, as in a container of its own. */
export const ABANDONED = 60 * 60 * 1000;

export type LeftDraft = { path: string; bytes: number };

/** The drafts below a home whose writers are gone. */
export async function leftDrafts(home: string, now: number): Promise<LeftDraft[]> {
  const left: LeftDraft[] = [];
  await look(home, DEEPEST);
  return left;

  async function look(folder: string, levels: number): Promise<void> {
    for (const entry of await entriesIn(folder)) {
      const path = join(folder, entry.name);
      const inside = Math.min(levels - 1, LEVELS.get(entry.name) ?? DEEPEST);
      const named = (entry.isDirectory() ? FOLDER : DRAFT).exec(entry.name)?.groups;
      const found = named && (await leftAt(path, Number(named.pid ?? named.maker), now));
      if (found) left.push(found);
      else if (entry.isDirectory() && inside >= 0) await look(path, inside);
    }
    await breath();
  }
}

async function leftAt(path: string, pid: number, now: number): Promise<LeftDraft | undefined> {
  if (isThere(pid)) return undefined;
  const about = await stat(path).catch(() => undefined);
  return about && now - about.mtimeMs > ABANDONED ? { path, bytes: about.size } : undefined;
}

/** Also if it belongs to somebody else, and if another process has its number by now: then the next look finds the draft. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

async function entriesIn(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
