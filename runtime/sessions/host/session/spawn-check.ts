// Finds errors that are predictable before a fork: node-pty reports a missing program or folder only as text in the output of a
// process that exits with 1.

import { isAbsolute, join, resolve } from 'node:path';
import type { SessionSpec } from '../../../../contracts/work/session.ts';
import { isEnterable, isProgram } from '../../../processes/is-program.ts';

export type SpawnCheck = { kind: 'ready'; program: string } | { kind: 'wrong'; message: string };

export function checkSpawn(spec: Pick<SessionSpec, 'argv' | 'cwd' | 'env'>): SpawnCheck {
  if (!isAbsolute(spec.cwd) || !isEnterable(spec.cwd))
    return wrong(`the working directory ${spec.cwd} does not exist or cannot be entered`);
  const name = spec.argv[0] ?? '';
  if (name.includes('/')) {
    const program = resolve(spec.cwd, name);
    return isProgram(program) ? { kind: 'ready', program } : wrong(`the program ${program} does not exist or cannot be run`);
  }
  const folders = (spec.env.PATH ?? '').split(':').filter(isAbsolute);
  const program = folders.map((folder) => join(folder, name)).find(isProgram);
  return program ? { kind: 'ready', program } : wrong(`no program "${name}" on the worker's PATH (${spec.env.PATH ?? 'empty'})`);
}

const wrong = (message: string): SpawnCheck => ({ kind: 'wrong', message });
