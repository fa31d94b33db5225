// Runs programs that act for a person: git when it pushes, and gh. Unlike everything else that we start, they see that person's own
// settings and credentials; nothing that a worker wrote influences their arguments.

import { MusterError } from '../../../contracts/errors.ts';
import { runProgram } from '../../processes/run-program.ts';

export type ProgramResult = { code: number; out: string; err: string };

const MOST = 4 * 1024 * 1024;
const AT_MOST = 300_000;

/** Undefined if there is no such program. */
export async function usersProgram(
  file: 'git' | 'gh',
  args: readonly string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<ProgramResult | undefined> {
  const { ending, stopped, stdout, stderr } = await runProgram(file, args, { cwd, env: withoutGit(env), maxBytes: MOST, atMost: AT_MOST });
  if (ending.kind === 'not-started') {
    if ((ending.cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw ending.cause;
  }
  if (stopped !== undefined)
    throw new MusterError(
      'io-failed',
      `${file} ${args[0] ?? ''} did not end in ${AT_MOST / 1000} s`,
      'Run it by hand to see what it waits for.',
    );
  return { code: ending.code ?? 1, out: stdout.toString('utf8').trim(), err: stderr.trim() };
}

/** Drops variables that point git to another repository or let it prompt for input. */
function withoutGit(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(env).filter(
    (it): it is [string, string] =>
      it[1] !== undefined && (!it[0].startsWith('GIT_') || it[0].startsWith('GIT_CONFIG') || it[0].startsWith('GIT_SSH')),
  );
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', GH_PROMPT_DISABLED: '1' };
}
