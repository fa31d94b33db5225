// Puts one bug at a time into a private copy of the sources and lets the simulation search for it.

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutation } from './bugs/mutations.ts';
import type { FleetInvariant } from './fleet/invariants.ts';
import type { Invariant } from './invariants/invariant.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const ROOMS = [
  'contracts',
  'runtime',
  'validators',
  'agents',
  'skills',
  'daemon',
  'test/simulation',
  'test/checker',
  'test/unit/daemon/lead',
  'test/unit/skills/dispatch',
  'package.json',
];
const PATIENCE = 600_000;

export type Found = { seed: number; invariant: Invariant | FleetInvariant; message: string };
export type Copy = {
  /** The first seed that breaks something; undefined if none of them does. */
  seek(mutation: Mutation, seeds: number): Promise<Found | undefined>;
  remove(): void;
};

export function copyOfSources(): Copy {
  const root = mkdtempSync(join(tmpdir(), 'mutations-'));
  for (const room of ROOMS) cpSync(join(ROOT, room), join(root, room), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return {
    async seek(mutation, seeds) {
      const { file, put } = mutation;
      const path = join(root, file);
      const sound = readFileSync(path, 'utf8');
      const parts = around(mutation, sound);
      writeFileSync(path, parts.join(put));
      try {
        return await firstBroken(root, seeds, mutation.shownBy);
      } finally {
        writeFileSync(path, sound);
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The two parts of a file around a text that must occur exactly once; otherwise an error, so that the list stays current. */
function around({ bug, file, find }: Mutation, text: string): string[] {
  const parts = text.split(find);
  if (parts.length === 2) return parts;
  throw new Error(`“${bug}”: its text stands ${parts.length - 1} times in ${file}, and must stand there once`);
}

/** Checks a list of bugs before an hour is spent on it. */
export function faultsOf(mutations: readonly Mutation[]): string[] {
  return mutations.flatMap((it) => {
    try {
      around(it, readFileSync(join(ROOT, it.file), 'utf8'));
      return [];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  });
}

function firstBroken(root: string, seeds: number, mode: Mutation['shownBy']): Promise<Found | undefined> {
  return new Promise((resolve, reject) => {
    const program = [join(root, 'test', 'simulation', 'sim.ts'), '--find', '--seeds', String(seeds), ...(mode ? [`--${mode}`] : [])];
    execFile(process.execPath, program, { cwd: root, timeout: PATIENCE }, (error, stdout, stderr) => {
      const line = stdout.trim();
      if (line.startsWith('{')) resolve(JSON.parse(line) as Found);
      else if (error) reject(new Error(`the copy did not run: ${stderr.slice(0, 2000)}`, { cause: error }));
      else resolve(undefined);
    });
  });
}
