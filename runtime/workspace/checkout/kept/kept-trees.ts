// Checkouts that ended runs leave to the next run of the same repository, which only has to update them. What was changed in one shows
// in the state of its files, if its index is the file that git wrote when it was made. So the inode and the change time of the index
// are remembered, which no program can set. They are remembered in memory, so what an earlier daemon kept is not used.

import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, renameSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Committed } from '../prepare-index.ts';

export type KeptTrees = {
  /** A checkout was made at that path; nobody else has had it yet. */
  made(path: string, base: Committed, index: string): void;
  /** Forgets that it was made; also all checkouts below that path. */
  forget(path: string): void;
  /** Moves a checkout out of that folder to keep it, and returns where it was. */
  keepFrom(folder: string): Promise<string | undefined>;
  /** Moves what is kept for a repository to these paths; undefined if nothing is. */
  take(gitDir: string, to: { tree: string; index: string }): Promise<TakenTree | undefined>;
  /** Keeps a tree again that was taken and not completed. */
  giveBack(gitDir: string, from: { tree: string; seal: string }): Promise<void>;
  discard(path: string): Promise<void>;
};

/** Without a commit, its index may be of any. */
export type TakenTree = { commit: string | undefined };

type Options = {
  folder: string;
  /** For how many repositories. */
  most: number;
  discard(path: string): Promise<void>;
};

type MadeTree = { gitDir: string; commit: string | undefined; stamp: string };
type KeptTree = Omit<MadeTree, 'gitDir'> & { folder: string };

/** About seven hundred files: a smaller checkout is made in a moment. */
export const LARGE_INDEX = 64 * 1024;
/** On a disk with less free space than this, nothing is kept. */
const FREE = 0.1;

export function openKeptTrees({ folder: root, most, discard }: Options): KeptTrees {
  const made = new Map<string, MadeTree>();
  /** By repository, the one used last at the end. */
  const kept = new Map<string, KeptTree>();

  /** Whether the tree was moved away. */
  async function keep({ gitDir, ...it }: MadeTree, from: { tree: string; seal: string }): Promise<boolean> {
    const folder = join(root, randomBytes(8).toString('hex'));
    if (!succeeds(() => mkdirSync(folder, { recursive: true, mode: 0o700 }))) return false;
    const isMoved = moved(from.tree, join(folder, TREE));
    const gone: (string | undefined)[] = [];
    if (isMoved && moved(from.seal, join(folder, SEAL))) {
      gone.push(kept.get(gitDir)?.folder);
      kept.delete(gitDir);
      kept.set(gitDir, { ...it, folder });
      if (kept.size > most) gone.push(leastUsed());
    } else gone.push(folder);
    for (const it of gone) if (it !== undefined) await discard(it);
    return isMoved;
  }

  function leastUsed(): string | undefined {
    for (const [gitDir, { folder }] of kept) {
      kept.delete(gitDir);
      return folder;
    }
    return undefined;
  }

  return {
    made(path, { gitDir, commit }, index) {
      const stamp = stampOf(index);
      if (most > 0 && stamp && stamp.size >= LARGE_INDEX) made.set(path, { gitDir, commit, stamp: stamp.text });
    },
    forget(path) {
      for (const it of [...made.keys()]) if (it === path || it.startsWith(`${path}/`)) made.delete(it);
    },
    async keepFrom(folder) {
      for (const [path, it] of [...made].filter(([path]) => dirname(path) === folder)) {
        made.delete(path);
        const seal = `${path}.seal`;
        if (stampOf(join(seal, 'index'))?.text !== it.stamp || !hasRoom(folder)) continue;
        if (await keep(it, { tree: path, seal })) return path;
      }
      return undefined;
    },
    async take(gitDir, to) {
      const it = kept.get(gitDir);
      if (!it) return undefined;
      kept.delete(gitDir);
      const [tree, seal] = [join(it.folder, TREE), join(it.folder, SEAL)];
      const isAsKept = stampOf(join(seal, 'index'))?.text === it.stamp;
      // The worker's repository; it is not there if the tree was given back.
      moved(join(tree, '.git'), join(it.folder, 'git'));
      const isThere = isAsKept && moved(tree, to.tree) && moved(join(seal, 'index'), to.index);
      await discard(it.folder);
      if (isThere) return { commit: it.commit };
      await discard(to.tree);
      return undefined;
    },
    async giveBack(gitDir, from) {
      const stamp = stampOf(join(from.seal, 'index'));
      if (stamp) await keep({ gitDir, commit: undefined, stamp: stamp.text }, from);
    },
    discard,
  };
}

const TREE = 'tree';
const SEAL = 'seal';

function stampOf(file: string): { size: bigint; text: string } | undefined {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = lstatSync(file, { bigint: true });
    return { size, text: [dev, ino, size, mtimeNs, ctimeNs].join(' ') };
  } catch {
    return undefined;
  }
}

const moved = (from: string, to: string): boolean => succeeds(() => renameSync(from, to));

/** On a full disk, for example, nothing is kept, and the run that ends is not held up by it. */
function succeeds(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

function hasRoom(folder: string): boolean {
  const { bavail, blocks } = statfsSync(folder);
  return bavail >= blocks * FREE;
}
