// Which runs were started on which machine by which command, and what was sent there: remote-runs.json in the
// home. Losing the file costs only convenience: `--on` has to be given again, and everything is sent again.

import { readFile } from 'node:fs/promises';
import { RemoteMemory, type RemoteRun } from '../../../contracts/remote.ts';
import { privateFolder, writeDurably } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';
import { inCriticalSection } from '../../../runtime/locks.ts';

const MOST_RUNS = 500;
const MOST_SENT = 40;
const NOTHING: RemoteMemory = { version: 1, runs: [], sent: {} };

/** A damaged file counts as none: it costs only convenience. */
export async function readMemory({ remoteRuns }: Pick<Home, 'remoteRuns'>): Promise<RemoteMemory> {
  try {
    return RemoteMemory.parse(JSON.parse(await readFile(remoteRuns, 'utf8')));
  } catch {
    return NOTHING;
  }
}

async function change(home: Home, change: (memory: RemoteMemory) => RemoteMemory): Promise<void> {
  await privateFolder(home.root);
  await inCriticalSection(`${home.remoteRuns}.lock`, async () => {
    await writeDurably(home.remoteRuns, `${JSON.stringify(change(await readMemory(home)))}\n`);
  });
}

/** Continues the unfinished run of exactly this command, or remembers the new one. */
export async function beginOrGoOn(fresh: RemoteRun, home: Home): Promise<RemoteRun> {
  let begun = fresh;
  await change(home, (memory) => {
    const open = memory.runs.findLast((it) => it.open && it.command === fresh.command);
    begun = open ?? begun;
    return open ? memory : { ...memory, runs: [...memory.runs, begun].slice(-MOST_RUNS) };
  });
  return begun;
}

export const closeRun = (run: string, home: Home): Promise<void> =>
  change(home, (memory) => ({ ...memory, runs: memory.runs.map((it) => (it.run === run ? { ...it, open: false } : it)) }));

/** Forgets the runs of a machine that was removed. */
export const forgetRemote = (remote: string, home: Home): Promise<void> =>
  change(home, ({ runs, sent, ...memory }) => ({
    ...memory,
    runs: runs.filter((it) => it.remote !== remote),
    sent: Object.fromEntries(Object.entries(sent).filter(([place]) => !place.startsWith(`${remote}/`))),
  }));

export const keepSent = (place: string, commits: readonly string[], home: Home): Promise<void> =>
  change(home, ({ sent, ...memory }) => {
    const others = Object.entries(sent).filter(([it]) => it !== place);
    const all: [string, string[]][] = [...others, [place, [...commits]]];
    return { ...memory, sent: Object.fromEntries(all.slice(-MOST_SENT)) };
  });

/** The remembered run with this id, or the only one with this prefix. */
export function placeOf(prefix: string, { runs }: RemoteMemory): RemoteRun | undefined {
  const fitting = runs.filter((it) => it.run.startsWith(prefix));
  const [only] = fitting;
  return fitting.length === 1 ? only : fitting.find((it) => it.run === prefix);
}
