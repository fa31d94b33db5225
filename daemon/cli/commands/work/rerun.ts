// muster rerun <run>…

import { MusterError } from '../../../../contracts/errors.ts';
import { objectsIn } from '../../../../runtime/ledger/objects.ts';
import { hideDeep } from '../../../../runtime/secrets/deep.ts';
import type { Daemon } from '../../../control/client.ts';
import { newRunId } from '../../../intake/run-id.ts';
import { foldRun } from '../../../process/fold.ts';
import { endingOf, nameOf, notAgain } from '../../before/run-again.ts';
import { daemonFor, thisPerson } from '../../daemon/ask-daemon.ts';
import type { Accepted } from '../../daemon/submit-task.ts';
import { mustHaveRecords } from '../../named/records.ts';
import { type RerunLine, rerunTable } from '../../screens/tables/rerun-table.ts';
import { type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['rerun <run>…  [--failed] [--dry-run] [--json]'],
  about: [
    'Submits the task of a run again, for the same project; the files are captured afresh. Prints one row per run.',
    'A run that carries out a plan is not repeated; the row says what to do instead.',
  ].join('\n'),
  words: { least: 1, most: 100, names: 'run' },
  options: {
    'failed': { kind: 'flag', short: 'f', says: 'only those that failed, were aborted, or ended degraded' },
    'dry-run': { kind: 'flag', short: 'n', says: 'show what would be done; submit nothing' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster rerun r-k3f', 'the same task again'],
    ['muster rerun r-k3f r-9qa r-mm4 --failed', 'only those of them that did not succeed'],
  ],
  personOnly: true,
  async run(context, given) {
    const dry = given.has('dry-run');
    await using records = await mustHaveRecords(context, given.words[0] ?? '');
    const runs: string[] = [];
    for (const word of given.words) runs.push(await records.named(word));
    let daemon: Daemon | undefined;
    try {
      const lines: RerunLine[] = [];
      for (const run of new Set(runs)) {
        const state = await foldRun(records.ledger, run).catch(aside(run));
        const not = notAgain(state, given.has('failed'));
        const line = { run, title: state.created.task.title, was: endingOf(state).says };
        if (not) lines.push({ ...line, outcome: not.kind, again: null, why: not.why });
        else if (dry) lines.push({ ...line, outcome: 'would-run', again: null, why: '' });
        else {
          daemon ??= await daemonFor(context);
          lines.push({ ...line, ...(await again(run, state.created, daemon, context)) });
        }
      }
      await context.print(
        given.has('json') ? `${JSON.stringify(lines, null, 1)}\n` : rerunTable(hideDeep(lines, context.hide), context.screen),
      );
      return lines.some((it) => it.outcome === 'refused') ? EXIT.failed : EXIT.done;
    } finally {
      daemon?.close();
    }
  },
};

/** One that cannot be followed to its end has to be ended first: nobody else may think that it is still under way. */
const aside =
  (run: string) =>
  (error: unknown): never => {
    if (!(error instanceof MusterError) || error.code !== 'event-illegal') throw error;
    throw new MusterError('command-refused', `${run} was set aside: ${error.message}`, `End it first: muster abort ${run}`);
  };

type Created = Awaited<ReturnType<typeof foldRun>>['created'];

type Became = Pick<RerunLine, 'outcome' | 'again' | 'why'>;

/** One that cannot be submitted (its project is gone, its files were pruned) says why in its row; the others are submitted. */
async function again(run: string, created: Created, daemon: Daemon, context: Context): Promise<Became> {
  try {
    const { kind, run: fresh } = await submitAgain(run, created, daemon, context);
    return { outcome: kind === 'joined' ? 'joined' : 'submitted', again: fresh, why: '' };
  } catch (error) {
    if (!(error instanceof MusterError) || (error.class !== 'user' && error.code !== 'object-missing')) throw error;
    const why = error.code === 'object-missing' ? 'its task text is no longer kept' : `${error.message}. ${error.hint}`;
    return { outcome: 'refused', again: null, why };
  }
}

async function submitAgain(run: string, created: Created, daemon: Daemon, { home, cwd }: Context): Promise<Accepted> {
  const text = (await objectsIn(home.objects).get(created.text)).toString('utf8');
  const answer = await daemon.ask({
    ask: 'submit',
    run: newRunId(),
    text,
    name: nameOf(text, created),
    origin: { kind: 'command', command: 'rerun', cwd, of: run },
    actor: thisPerson(),
    project: created.task.project,
  });
  return answer as Accepted;
}
