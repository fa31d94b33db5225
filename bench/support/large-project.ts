// A repository with the requested number of files, packed like a clone, in which `git status` has run since.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { timed } from './figures.ts';

const IN_ONE_FOLDER = 100;
const AUTHOR = 'bench <bench@example.org> 1767225600 +0000';

/** Each file has about this many bytes, and no two are the same. */
export async function largeProject(folder: string, files: number, bytes = 400): Promise<string> {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '-q', '-b', 'main');
  const importer = spawn('git', ['-C', folder, 'fast-import', '--quiet'], { stdio: ['pipe', 'ignore', 'inherit'] });
  importer.stdin.write(`commit refs/heads/main\ncommitter ${AUTHOR}\ndata 5\nfirst\n`);
  for (let n = 0; n < files; n++) {
    const text = `export const value${n} = ${n};\n`.repeat(Math.ceil(bytes / (24 + 2 * `${n}`.length)));
    const path = `src/part${Math.floor(n / IN_ONE_FOLDER)}/file${n}.ts`;
    if (!importer.stdin.write(`M 100644 inline ${path}\ndata ${text.length}\n${text}\n`)) await once(importer.stdin, 'drain');
  }
  importer.stdin.end();
  const [code] = await once(importer, 'close');
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  git(folder, 'reset', '-q', '--hard');
  // Git compares whole seconds. Until `git status` runs in a later one, it reads every file again that is as new as the index.
  await sleep(1_100);
  git(folder, 'status');
  return folder;
}

export type Worktrees = { one: number; all: number; bytes: number };

/**
 * `git worktree add`, once, and several in parallel; the result is measured and moved aside, to be removed with the folder around
 * it. Ext4 without a journal examines each inode that was removed in the last minutes before it uses one: 10,000 files took from
 * 0.5 to 18 s there, and more for later ones. `used` as for a held run.
 */
export async function worktrees(project: string, into: string, count: number, used?: () => number): Promise<Worktrees> {
  mkdirSync(into, { recursive: true });
  // In parallel, one of them occasionally fails over something that another is just creating, and git says to try again.
  const add = (name: string) =>
    timed(async () => {
      for (let left = 8; ; left--) {
        const child = spawn('git', ['-C', project, 'worktree', 'add', '-q', '-f', '--detach', join(into, name)], { stdio: 'ignore' });
        const [code] = await once(child, 'close');
        if (code === 0) return;
        if (left === 1) throw new Error(`git worktree add ended with ${code}`);
      }
    });
  const one = await add('one');
  const aside = mkdtempSync(`${into}.gone-`);
  renameSync(join(into, 'one'), join(aside, 'one'));
  const before = used?.() ?? 0;
  const all = await timed(() => Promise.all(Array.from({ length: count }, (_, n) => add(`w${n}`))));
  const bytes = used ? used() - before : bytesIn(into);
  renameSync(into, join(aside, 'all'));
  git(project, 'worktree', 'prune');
  return { one, all, bytes };
}

/** On the disk, as `du` counts. It tolerates files that disappear meanwhile, such as those of a starting worker. */
export const bytesIn = (folder: string): number =>
  Number(spawnSync('du', ['-s', '--block-size=1', folder], { encoding: 'utf8' }).stdout.split('\t')[0]);

/** Flush earlier writes, so that they do not disturb a measurement. */
export const settleDisk = (): void => void execFileSync('sync');

const git = (folder: string, ...args: string[]): void => void execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
