// muster fork <run>: repeats a run from one of its phases on, with changes.

import { MusterError } from '../../../../contracts/errors.ts';
import type { Seat } from '../../../../contracts/task/agent.ts';
import type { MusterLedger } from '../../../../skills/events.ts';
import type { RunState } from '../../../../skills/run/state.ts';
import { newRunId } from '../../../intake/run-id.ts';
import { foldRun } from '../../../process/fold.ts';
import { frontOf } from '../../before/task-front.ts';
import { daemonFor, giveOrder, thisPerson } from '../../daemon/ask-daemon.ts';
import type { Accepted } from '../../daemon/submit-task.ts';
import { mustHaveRecords } from '../../named/records.ts';
import { type Arguments, type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['fork <run>  [--at <phase|event>] [--agents <a,b>] [--with <key=value>]… [-m <why>] [--json]'],
  about: [
    'Starts a new run of the same task on the files that the run looked at, with changes. Workers whose prompts stay the same are',
    'not asked again: their answers are reused and cost nothing. From the phase --at on, all workers are asked again, and only the',
    '--agents take part: with --at convergence they vote on the existing findings, and no one analyses again. With the number of an',
    'event, --at reuses what had come in by then (`muster journal` shows the numbers). Prints the id of the new run.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'run' },
  options: {
    at: { kind: 'text', value: '<phase|event>', says: 'ask all workers again from this phase, or this event, on' },
    agents: { kind: 'list', value: '<a,b>', says: 'who takes part instead' },
    with: { kind: 'list', value: '<key=value>', says: 'change a key of the task, such as convergence.maxRounds=3' },
    message: { kind: 'text', short: 'm', value: '<why>', says: 'a note for the report of the new run' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster fork r-k3f --at convergence', 'the same findings, voted on once more'],
    ['muster fork r-k3f --at convergence --agents codex,gemini', 'others vote on the same findings; only the votes are paid for'],
    ['muster fork r-k3f --agents claude,codex,gemini -m "a third opinion"', 'gemini is asked; the others are not asked again'],
    ['muster fork r-k3f --with convergence.adversarial=true', 'the same analyses, examined harder'],
  ],
  personOnly: true,
  async run(context, given) {
    const [wanted = ''] = given.words;
    await using records = await mustHaveRecords(context, wanted);
    const state = await foldRun(records.ledger, await records.named(wanted));
    const at = await placeAsked(given.text('at'), state, records.ledger);
    const joins = at?.phase === undefined ? undefined : joiningAt(at.phase, state, agentsIn(given));
    const text = JSON.stringify(changedTask(state, given, joins !== undefined), null, 1);
    const daemon = await daemonFor(context);
    try {
      const accepted = (await daemon.ask({
        ask: 'submit',
        run: newRunId(),
        text,
        name: 'task.json',
        origin: {
          kind: 'command',
          command: 'fork',
          cwd: context.cwd,
          of: state.id,
          ...(state.base === null ? {} : { sameFiles: true }),
          ...(at === undefined ? {} : at.seq === undefined ? { freshFrom: at.phase } : { takenUntil: at.seq }),
          ...(joins === undefined ? {} : { joins }),
        },
        actor: thisPerson(),
        project: state.created.task.project,
      })) as Accepted;
      const why = given.text('message');
      if (why !== undefined) await giveOrder(context, { kind: 'note', run: accepted.run, text: why });
      await context.print(given.has('json') ? `${JSON.stringify(accepted)}\n` : `${accepted.run}\n`);
      return EXIT.done;
    } finally {
      daemon.close();
    }
  },
};

type ForkPoint = { phase: string | undefined; seq?: number };

/** A phase by its key, or an event by its number, with the phase that was running then. */
async function placeAsked(at: string | undefined, state: RunState, ledger: Pick<MusterLedger, 'read'>): Promise<ForkPoint | undefined> {
  const { id, created } = state;
  const { phases } = created.template;
  if (at === undefined) return undefined;
  if (phases.some(({ key }) => key === at)) return { phase: at };
  const seq = /^[1-9]\d*$/.test(at) ? Number(at) : undefined;
  if (seq === undefined)
    throw new MusterError(
      'usage',
      `${id} has no phase \`${at}\``,
      `Its phases: ${phases.map(({ key }) => key).join(', ')}. Or give the number of an event.`,
    );
  if (seq > state.seq)
    throw new MusterError('usage', `${id} has no event ${seq}`, `Its last one is ${state.seq}: \`muster journal ${id}\`.`);
  const started = (await ledger.read(`run/${id}`, 0, seq)).flatMap((it) => (it.type === 'phase.started' ? [it.payload.phase] : []));
  return { phase: started.at(-1), seq };
}

/** When other agents join at a later phase than the first, the earlier analysers leave unless they are named again. */
function joiningAt(phase: string, { created, seats }: RunState, agents: readonly string[]) {
  if (agents.length === 0 || created.template.phases[0]?.key === phase) return undefined;
  const stays = ({ agent, model, provider }: Seat): boolean =>
    agents.some((it) => it === agent || it === `${agent}@${model}` || (it === 'builtin' && provider === 'builtin'));
  const leave = seats.filter((it) => it.role === 'analyser' && !stays(it)).map((it) => it.name);
  return { phase, before: seats.map((it) => it.name), leave };
}

const agentsIn = (given: Arguments): string[] =>
  given
    .list('agents')
    .flatMap((it) => it.split(',').map((one) => one.trim()))
    .filter((it) => it !== '');

/** The task as a person would write it, with the requested changes; acceptance decides whether they are valid. */
function changedTask({ id, created: { task, template, config } }: RunState, given: Arguments, beside: boolean): object {
  if (template.writes)
    throw new MusterError(
      'usage',
      `${id} carries out a plan, which is done once`,
      'Fork the run that made the plan, or `muster rerun` it.',
    );
  const changed = frontOf(task);
  const agents = agentsIn(given);
  // The named agents come first: a phase with a single worker, such as planning, takes the first one.
  if (agents.length > 0) changed.agents = beside ? [...new Set([...agents, ...(task.agents ?? config.agents)])] : agents;
  for (const one of given.list('with')) put(changed, one);
  return changed;
}

function put(task: Record<string, unknown>, given: string): void {
  const [, path = '', text = ''] = /^([a-zA-Z]+(?:\.[a-zA-Z-]+)?)=(.*)$/s.exec(given) ?? [];
  if (path === '')
    throw new MusterError('usage', `--with takes key=value, not \`${given}\``, 'For example: --with convergence.maxRounds=3');
  const [key = '', inner] = path.split('.');
  if (inner === undefined) task[key] = readValue(text);
  else task[key] = { ...(task[key] as object | undefined), [inner]: readValue(text) };
}

/** A number, boolean or list in JSON notation; anything else is text. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
