// Whether somebody still writes into a file, as far as the kernel tells: on Linux each process shows
// its own user's others what it has open. Elsewhere nobody is seen, and a caller waits by time alone.

import { readdir, readFile, readlink } from 'node:fs/promises';

/** Of these absolute, resolved paths, the ones that some process of this user has open for writing. */
export async function openForWriting(paths: ReadonlySet<string>): Promise<Set<string>> {
  const found = new Set<string>();
  if (paths.size === 0 || process.platform !== 'linux') return found;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    for (const descriptor of await entries(`/proc/${pid}/fd`)) {
      const path = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      if (paths.has(path) && (await isForWriting(`/proc/${pid}/fdinfo/${descriptor}`))) found.add(path);
    }
  }
  return found;
}

const entries = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** The last octal digit of the flags is how it was opened: 0 to read, 1 to write, 2 for both. */
async function isForWriting(info: string): Promise<boolean> {
  const text = await readFile(info, 'utf8').catch(() => '');
  const flags = /^flags:\s+([0-7]+)$/m.exec(text)?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & 3) !== 0;
}
