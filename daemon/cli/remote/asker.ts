// Who gives a command for another machine. The daemon there sees only an ssh login, so the calling
// process has to be judged here, before anything is sent.

import { MusterError } from '../../../contracts/errors.ts';
import { judgeCallers } from '../../control/caller/judge.ts';
import { machineSnapshot } from '../../control/caller/look.ts';
import type { Context } from '../words/command.ts';
import type { Kind } from './may-run-remotely.ts';

/** True for a person. Agents may read and start runs, but get no terminal, so that nothing is asked there. */
export function isForPerson(command: string, kind: Kind, { env, home }: Pick<Context, 'env' | 'home'>): boolean {
  const asker = judgeCallers([process.pid], machineSnapshot(home.root));
  if (env.MUSTER_DISPATCH !== undefined || asker.kind === 'worker')
    throw refused(
      `\`muster --on\` is for people; this came from inside the worker ${env.MUSTER_DISPATCH ?? ('name' in asker ? asker.name : '')}`,
    );
  if (asker.kind === 'person') return true;
  const why = asker.kind === 'unknown' ? asker.why : 'it came from an agent that leads through `muster mcp`, or from its shell';
  if (kind === 'decides' || kind === 'takes') throw refused(`\`${command}\` is for people: ${why}`);
  return false;
}

const refused = (message: string): MusterError =>
  new MusterError('not-allowed-here', message, 'A person has to run it, with `muster`, in a terminal of their own.');
