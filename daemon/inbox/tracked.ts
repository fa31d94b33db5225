// Files that git brought into the inbox of a project: they came with a checkout, perhaps of a stranger's branch, so nobody dropped
// them. Git writes its index after the files, so while it is at work nobody can tell.

import { relative, sep } from 'node:path';
import { exists } from '../../runtime/files.ts';
import type { Log } from '../../runtime/log/log.ts';
import { git } from '../../runtime/workspace/git/git.ts';
import { findProject } from '../../runtime/workspace/project.ts';
import { shownName } from './names.ts';

/** `kind: 'later'`: git is changing its index. Names of entries are relative to the inbox. */
type Tracked = { kind: 'known'; has(entry: Buffer): boolean } | { kind: 'later' };

/** An entry of the inbox, or of its folder of claimed files: `bytes` is its path below the inbox. */
type Entry = { bytes: Buffer; key: string };

export type Drops = {
  /** False for what is known to have come with a checkout; it is neither taken nor moved. */
  mayBe(key: string): boolean;
  /** Those of the entries that somebody dropped; undefined if that cannot be told yet. */
  among<T extends Entry>(entries: readonly T[]): Promise<T[] | undefined>;
};

/** `project` is undefined for the inbox of the home, where everything is the user's own. */
export function dropsIn(folder: string, project: string | undefined, log: Pick<Log, 'warn' | 'info'>): Drops {
  const brought = new Set<string>();
  let isToldToWait = false;
  return {
    mayBe: (key) => !brought.has(key),
    async among(entries) {
      if (project === undefined || entries.length === 0) return [...entries];
      const tracked = await trackedIn(folder, project);
      if (tracked.kind === 'later') {
        if (!isToldToWait) log.info('files in an inbox wait until git has written its index', { folder });
        isToldToWait = true;
        return undefined;
      }
      isToldToWait = false;
      return entries.filter(({ bytes, key }) => {
        if (!tracked.has(bytes)) return true;
        if (!brought.has(key))
          log.warn('a file in an inbox is tracked by git, so nobody dropped it, and it is no task', {
            folder,
            name: shownName(bytes),
          });
        brought.add(key);
        return false;
      });
    },
  };
}

async function trackedIn(folder: string, project: string): Promise<Tracked> {
  const found = await findProject(project);
  if (found.kind === 'folder') return { kind: 'known', has: () => false };
  const { root, gitDir, index, head } = found;
  // Before the index is read: a checkout that has already written files has either this lock or its new index.
  if (await exists(`${index}.lock`)) return { kind: 'later' };
  const below = `${relative(root, folder).split(sep).join('/')}/`;
  const list = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await git({ gitDir, workTree: root }, [...args, '--', below]);
    return stdout
      .toString('latin1')
      .split('\0')
      .filter((it) => it !== '');
  };
  const lists = await Promise.all([list('ls-files', '-z'), head === undefined ? [] : list('ls-tree', '-r', '-z', '--name-only', head)]);
  const start = Buffer.byteLength(below);
  const names = lists.flat().map((it) => it.slice(start));
  return {
    kind: 'known',
    has(entry) {
      const name = entry.toString('latin1');
      return names.some((it) => it === name || it.startsWith(`${name}/`));
    },
  };
}
