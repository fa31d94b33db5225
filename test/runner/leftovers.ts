// What a test file left behind: processes that carry its mark, and files in the temporary folder that
// was its own. The mark is a variable, and the path of that folder: a worker whose environment was
// cleaned still has TMPDIR, and most programs have the folder in their arguments or stand in it.

import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { unmountLeft } from '../../runtime/workspace/checkout/left-mounts.ts';

export type Live = { pid: number; command: string };

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // gone meanwhile, or another user's
  }
};

const standsIn = (pid: number): string => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
};

/** Without /proc no process can be found by its mark; only the process group is known there. */
function liveProcesses(marks: readonly string[]): Live[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  const live: Live[] = [];
  for (const name of names) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const command = read(`/proc/${pid}/cmdline`);
    const about = `${read(`/proc/${pid}/environ`)}\0${command}\0${standsIn(pid)}`;
    if (marks.some((mark) => about.includes(mark))) live.push({ pid, command: command.split('\0').join(' ').trim() });
  }
  return live;
}

/** Ends leftover processes and names them. Those that are just exiting get a moment. */
export async function endLeftovers(marks: readonly string[], patience: number): Promise<Live[]> {
  const until = Date.now() + patience;
  let live = liveProcesses(marks);
  while (live.length > 0 && Date.now() < until) {
    await sleep(25);
    live = liveProcesses(marks);
  }
  const named = live;
  // One that is killed may have started another in between.
  for (let round = 0; live.length > 0 && round < 40; round++) {
    for (const { pid } of live) kill(pid);
    await sleep(25);
    live = liveProcesses(marks);
  }
  return named;
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone meanwhile
  }
}

/** Empties the folder and says what was in it. */
export async function clearFolder(folder: string): Promise<string[]> {
  const left = readdirSync(folder);
  // Else what is behind a mount would be removed, too.
  await unmountLeft(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  return left;
}
