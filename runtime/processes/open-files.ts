// Whether a process still has a file open for writing. On Linux, /proc shows the open files of a user's own processes; on other
// systems nothing is found, and callers rely on time alone.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { rethrowShortage } from '../shortage.ts';
import { SLICE, yieldToOthers } from '../slices.ts';

/** Returns those of the given absolute, resolved paths that a process of this user has open for writing. */
export async function openForWriting(paths: ReadonlySet<string>): Promise<Set<string>> {
  const found = new Set<string>();
  if (paths.size === 0 || process.platform !== 'linux') return found;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  let until = performance.now() + SLICE;
  for (const pid of pids) {
    // Synchronous reads of /proc take microseconds; through the thread pool they would take many times as long. There can be
    // thousands of descriptors, so other work gets a turn now and then.
    if (performance.now() >= until) {
      await yieldToOthers();
      until = performance.now() + SLICE;
    }
    for (const descriptor of descriptorsOf(pid)) {
      const path = orNothing(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`));
      if (paths.has(path) && isForWriting(`/proc/${pid}/fdinfo/${descriptor}`)) found.add(path);
    }
  }
  return found;
}

/** Empty for a process that is gone or belongs to another user. */
function descriptorsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch (error) {
    return rethrowShortage(error) ?? [];
  }
}

function orNothing(read: () => string): string {
  try {
    return read();
  } catch (error) {
    return rethrowShortage(error) ?? '';
  }
}

/** The last octal digit of the flags is the access mode: 0 for reading, 1 for writing, 2 for both. */
function isForWriting(info: string): boolean {
  const flags = /^flags:\s+([0-7]+)$/m.exec(orNothing(() => readFileSync(info, 'utf8')))?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & 3) !== 0;
}
