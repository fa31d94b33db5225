// Whether some process still writes to a file, as far as the kernel tells: on Linux each process shows
// its open files to its own user. On other systems none is seen, and callers wait by time alone.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { unlessShort } from '../shortage.ts';
import { othersTurn, SLICE } from '../slices.ts';

/** Of these absolute, resolved paths, the ones that some process of this user has open for writing. */
export async function openForWriting(paths: ReadonlySet<string>): Promise<Set<string>> {
  const found = new Set<string>();
  if (paths.size === 0 || process.platform !== 'linux') return found;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  let until = performance.now() + SLICE;
  for (const pid of pids) {
    // The kernel answers from memory: at once it takes microseconds, by way of another thread many times as long. There
    // can be thousands of descriptors, so other work gets a turn now and then, and not after each of a hundred processes.
    if (performance.now() >= until) {
      await othersTurn();
      until = performance.now() + SLICE;
    }
    for (const descriptor of descriptorsOf(pid)) {
      const path = orNothing(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`));
      if (paths.has(path) && isForWriting(`/proc/${pid}/fdinfo/${descriptor}`)) found.add(path);
    }
  }
  return found;
}

/** None of a process that is gone, or another user's. */
function descriptorsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch (error) {
    return unlessShort(error) ?? [];
  }
}

function orNothing(read: () => string): string {
  try {
    return read();
  } catch (error) {
    return unlessShort(error) ?? '';
  }
}

/** The last octal digit of the flags is how it was opened: 0 to read, 1 to write, 2 for both. */
function isForWriting(info: string): boolean {
  const flags = /^flags:\s+([0-7]+)$/m.exec(orNothing(() => readFileSync(info, 'utf8')))?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & 3) !== 0;
}
