// Whether a gate may be answered by a file. Nobody can tell who wrote a file, so this is off if an
// agent takes part or leads that could have written it, unless the owner of the home decides otherwise.

import type { Config } from '../../contracts/config.ts';
import { MusterError } from '../../contracts/errors.ts';
import type { Origin } from '../../contracts/task/task.ts';
import { agentsLead } from '../control/caller/look.ts';
import type { Runs } from '../process/runs.ts';
import type { ByFile } from './answer-file.ts';

/** The only workers that cannot run arbitrary commands. */
const HARMLESS = 'builtin';

type Seated = { id: string; seats: readonly { name: string; provider: string }[] };
type Asking = Seated & { origin: Origin };

const ANYWAY = 'could have written the file itself (to accept such files anyway: `answerFiles: on` in config.yaml)';

/**
 * Why not, or undefined. `others` are the other runs in progress: their workers can reach every inbox of the home. So can an agent that
 * leads through `muster mcp`, whether it is running now (`agentsLead`) or only when it started the run.
 */
export function whyNoAnswerFile(
  setting: Config['answerFiles'],
  asking: Asking,
  others: readonly Seated[],
  agentsLead: boolean,
): string | undefined {
  if (setting === 'on') return undefined;
  if (setting === 'off') return 'answers by file are turned off (`answerFiles: off` in config.yaml)';
  for (const { id, seats } of [asking, ...others]) {
    const able = seats.find(({ provider }) => provider !== HARMLESS);
    if (able) return `${able.name} of ${id} can run commands and ${ANYWAY}`;
  }
  const { id, origin } = asking;
  if (origin.kind === 'tool') return `${origin.client ?? 'an agent'} started ${id} through \`muster mcp\` and ${ANYWAY}`;
  return agentsLead ? `an agent has \`muster mcp\` at work and ${ANYWAY}` : undefined;
}

export function answerByFile(setting: Config['answerFiles'], runs: Runs, home: string) {
  return async (command: ByFile, commandId: string): Promise<void> => {
    const from = { commandId, actor: { kind: 'person' } } as const;
    const { id, seats, created } = await runs.folded(command.run);
    const why = whyNoAnswerFile(setting, { id, seats, origin: created.origin }, runs.atWork().map(runs.state), agentsLead(home));
    if (why === undefined) return runs.order(command.run, command, from);
    await runs.forbid(command.run, command, `it came as a file: ${why}`, from);
    const instead =
      command.kind === 'answer' ? `${command.answer} ${command.gate}` : `policy ${command.run} ${command.stage} ${command.action.do}`;
    throw new MusterError('not-allowed-here', why, `Do it in a terminal: muster ${instead}`);
  };
}
