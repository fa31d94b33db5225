// A temporary folder with git repositories in it, for tests: real git, a fixed author, and none of the settings of the current
// user.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mountsIn } from '../../../../runtime/workspace/checkout/left-mounts.ts';

export type Repo = {
  root: string;
  gitDir: string;
  git(...args: string[]): string;
  write(files: Record<string, string | Uint8Array>): void;
  /** Writes files, commits everything, and gives the commit. */
  commit(files?: Record<string, string | Uint8Array>, message?: string): string;
};

export type Sandbox = {
  folder: string;
  path(...parts: string[]): string;
  repo(name?: string): Repo;
  at(root: string): Repo;
  remove(): void;
};

const ENV = {
  PATH: process.env.PATH ?? '',
  LC_ALL: 'C',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
  GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
  GIT_ALLOW_PROTOCOL: 'file',
};

export function sandbox(above: string = tmpdir()): Sandbox {
  const folder = realpathSync(mkdtempSync(join(above, 'muster test ü ')));
  const at = (root: string): Repo => {
    const git = (...args: string[]) =>
      execFileSync('git', args, {
        cwd: root,
        env: { ...ENV, HOME: folder },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }).trimEnd();
    const write = (files: Record<string, string | Uint8Array>) => {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), content);
      }
    };
    return {
      root,
      gitDir: join(root, '.git'),
      git,
      write,
      commit(files = {}, message = 'Change') {
        write(files);
        git('add', '--all', '--force');
        git('commit', '--quiet', '--allow-empty', '--allow-empty-message', '--message', message);
        return git('rev-parse', 'HEAD');
      },
    };
  };
  return {
    folder,
    path: (...parts) => join(folder, ...parts),
    at,
    repo(name = 'repo') {
      const root = join(folder, name);
      mkdirSync(root, { recursive: true });
      const repo = at(root);
      repo.git('init', '--quiet', '--initial-branch=main');
      return repo;
    },
    remove() {
      if (mountsIn(folder)) throw new Error(`something is mounted in ${folder}: removing it would delete what is behind`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
