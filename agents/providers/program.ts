// An installed program: its path, its version, and its output when asked.

import { access, constants, readFile, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import type { AgentDefinition } from '../../contracts/task/agent.ts';
import { runProgram } from '../../runtime/processes/run-program.ts';
import { isShortage, rethrowShortage, shortage } from '../../runtime/shortage.ts';
import type { Detected } from '../provider.ts';

type Env = Record<string, string>;

export type Installed = {
  /** Its name on the PATH. */
  program: string;
  /** The npm package that installs it. */
  packaged: string;
  /** The lowest version that was tested. */
  least: string;
};

const ASKING_TAKES_AT_MOST = 60_000;

export async function detectInstalled({ program, packaged, least }: Installed, env: Env): Promise<Detected> {
  const path = await findProgram(program, env.PATH ?? '');
  if (!path) return { kind: 'missing', why: `${program} is not on the PATH`, hint: `Install it: npm install -g ${packaged}` };
  const version = (await packagedVersion(path, packaged)) ?? (await saidVersion(path, env));
  if (version !== null && !(await import('../versions.ts')).hasReached(version, least)) {
    return {
      kind: 'missing',
      why: `${program} ${version} is too old; at least ${least} is needed`,
      hint: `Update it: npm install -g ${packaged}`,
      version,
    };
  }
  return { kind: 'available', version };
}

/** A program that the user's agent file names by its argv. Its version is not asked for, because nothing is known about its options. */
export async function detectNamed({ argv, path }: AgentDefinition, env: Env): Promise<Detected> {
  const program = argv?.[0];
  if (program === undefined)
    return { kind: 'missing', why: `${path} has no argv`, hint: 'Set it to the program and its arguments, as a list.' };
  // Workers find our own program first on their PATH, wherever it is installed.
  if (program === 'muster' || (await findProgram(program, env.PATH ?? ''))) return { kind: 'available', version: null };
  return { kind: 'missing', why: `${program} is not on the PATH`, hint: `Install it, or give its full path in ${path}.` };
}

/** The first executable of that name on a PATH; a path is taken as it is. */
export async function findProgram(program: string, path: string): Promise<string | undefined> {
  const places = isAbsolute(program) || program.includes('/') ? [program] : path.split(delimiter).map((folder) => join(folder, program));
  for (const place of places) {
    try {
      await access(place, constants.X_OK);
      return place;
    } catch {
      // Not here; the next folder may have it.
    }
  }
  return undefined;
}

/** Its output when asked; undefined if it fails, hangs or does not exist. Never run in a project's folder. */
export async function ask(program: string, args: readonly string[], env: Env): Promise<{ said: string; ok: boolean } | undefined> {
  const ran = await runProgram(program, args, { env, cwd: tmpdir(), atMost: ASKING_TAKES_AT_MOST, maxBytes: 16 * 1024 * 1024 });
  const { ending, stopped, stdout, stderr } = ran;
  if (ending.kind === 'not-started') {
    if (isShortage(ending.cause)) throw shortage(`${program} could not be asked`, ending.cause);
    return undefined;
  }
  if (stopped !== undefined || ending.code === null) return undefined;
  return { said: `${stdout.toString('utf8')}\n${stderr}`.trim(), ok: ending.code === 0 };
}

/** A program from npm has its manifest nearby, and reading that is a thousand times faster than starting some of them. */
async function packagedVersion(path: string, packaged: string): Promise<string | null> {
  const real = await realpath(path);
  for (let folder = dirname(real); dirname(folder) !== folder; folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(rethrowShortage);
    if (text === undefined) continue;
    try {
      const { name, version } = JSON.parse(text) as { name?: unknown; version?: unknown };
      return name === packaged && typeof version === 'string' ? version : null;
    } catch {
      return null;
    }
  }
  return null;
}

async function saidVersion(path: string, env: Env): Promise<string | null> {
  const answer = await ask(path, ['--version'], env);
  return (answer?.ok && /\d+\.\d+(?:\.\d+)*(?:-[\w.]+)?/.exec(answer.said)?.[0]) || null;
}
