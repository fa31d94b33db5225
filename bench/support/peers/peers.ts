// Programs comparable to Muster, as people install them: installed once into a cache of this checkout, and never a dependency of
// it.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesIn } from '../large-project.ts';

export type Installed = {
  /** The path of its package, and the folder with its dependencies. */
  package: string;
  folder: string;
  bytes: number;
  packages: number;
  /** Seconds that `npm ci` took with all packages in npm's cache. */
  seconds: number;
};

export const PEERS = { 'takt': '0.39.0', 'oh-my-claude-sisyphus': '5.5.0' } as const;
export type Peer = keyof typeof PEERS;

const CACHE = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'muster-bench');
const RECORD = 'installed.json';
/** It happens once; do not wait longer than this. */
const PATIENCE = 8 * 60_000;

/** The installed program, or why it could not be installed. */
export function installedPeer(name: Peer): Installed | { cannot: string } {
  const version = PEERS[name];
  return installed(`${name}@${version}`, join(CACHE, `${name}-${version}`), name);
}

/** `what` is an argument for npm: a name and version, or a packed file. */
export function installed(what: string, folder: string, name: string): Installed | { cannot: string } {
  const record = join(folder, RECORD);
  if (existsSync(record)) return JSON.parse(readFileSync(record, 'utf8')) as Installed;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const first = npm(folder, 'install', what);
  if (first !== undefined) return { cannot: first };
  rmSync(join(folder, 'node_modules'), { recursive: true });
  let begun = performance.now();
  // npm refuses its own lockfile if a package for another system is missing in it; then install once more.
  const refused = npm(folder, 'ci');
  if (refused !== undefined) {
    begun = performance.now();
    const again = npm(folder, 'install');
    if (again !== undefined) return { cannot: `${refused}; ${again}` };
  }
  const seconds = (performance.now() - begun) / 1000;
  const modules = join(folder, 'node_modules');
  const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as { packages: Record<string, unknown> };
  const packages = Object.keys(lock.packages).filter((it) => it !== '').length;
  const it = { package: join(modules, name), folder, bytes: bytesIn(modules), packages, seconds };
  writeFileSync(record, JSON.stringify(it));
  return it;
}

/** The error in one line. No package's scripts run, ours included: some compile for minutes, which is not held against them. */
function npm(cwd: string, ...args: string[]): string | undefined {
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error'];
  const { status, stderr, error } = spawnSync('npm', [...args, ...quiet], {
    cwd,
    encoding: 'utf8',
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  });
  if (status === 0) return undefined;
  return `npm ${args[0]}: ${error?.message ?? stderr.split('\n').find((it) => it.includes('error')) ?? `ended with ${status}`}`;
}
