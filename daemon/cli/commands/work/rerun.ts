// muster rerun <run>…: repeats runs.

import { randomUUID } from 'node:crypto';
import { MusterError } from '../../../../contracts/errors.ts';
import type { RerunBatch, RerunRow } from '../../../../contracts/rerun.ts';
import { timestamp } from '../../../../contracts/time.ts';
import { objectsIn } from '../../../../runtime/ledger/objects.ts';
import { hideDeep } from '../../../../runtime/secrets/deep.ts';
import type { RunState } from '../../../../skills/run/state.ts';
import type { Daemon } from '../../../control/client.ts';
import { newRunId } from '../../../intake/run-id.ts';
import { foldRun } from '../../../process/fold.ts';
import { batchNamed, keepBatch, newBatchId } from '../../acts/rerun-record.ts';
import { endingOf, nameOf, type Selected, standingOf, whyNotRepeated } from '../../before/run-again.ts';
import { failedRunsOf, namedRuns } from '../../before/select-runs.ts';
import { daemonFor, thisPerson } from '../../daemon/ask-daemon.ts';
import type { Accepted } from '../../daemon/submit-task.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { mustHaveRecords, type Records } from '../../named/records.ts';
import { rerunScreen, type Standing, standingScreen } from '../../screens/tables/rerun-table.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['rerun [run]…  [--failed] [--fresh] [--force] [--max <n>] [--dry-run] [--json]', 'rerun --batch <id> [--json]'],
  about: [
    'Submits the task of a run again, for the same project; the files are captured again. Prints one row per run, and keeps a',
    'record. With --failed, workers look at the same files as before, and those that had answered are not asked again; with --fresh',
    'they look at the current files. --force asks everybody again. Without a run, --failed means all failed runs of this project',
    'that were not repeated yet, newest first. A run that carries out a plan is not repeated; the row says what to do instead. A',
    'run that was set aside is ended first.',
  ].join('\n'),
  words: { least: 0, most: 100, names: 'run' },
  options: {
    'failed': { kind: 'flag', short: 'f', says: 'only those that failed, were aborted, or ended degraded' },
    'fresh': { kind: 'flag', says: 'with --failed: use the current files' },
    'force': { kind: 'flag', says: 'do everything again; reuse no earlier results' },
    'max': { kind: 'text', value: '<n>', says: 'submit at most this many' },
    'batch': { kind: 'text', value: '<id>', says: 'show the current state of the runs of an earlier rerun' },
    'dry-run': { kind: 'flag', short: 'n', says: 'show what would be done; submit nothing' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster rerun r-k3f', 'the same task again'],
    ['muster rerun r-k3f --failed', 'only the workers that had failed'],
    ['muster rerun r-k3f r-9qa r-mm4 --failed', 'only those of them that did not succeed'],
    ['muster rerun --failed --max 5', 'the five newest failures of this project'],
    ['muster rerun --batch b-q7x', 'how they ended'],
  ],
  personOnly: true,
  async run(context, given) {
    const batch = given.text('batch');
    if (batch !== undefined) return showBatch(batch, given, context);
    const max = maxGiven(given.text('max'));
    const failed = given.has('failed');
    if (given.words.length === 0 && !failed)
      throw new MusterError('usage', 'no run is named', 'Name one (`muster runs` lists them), or use --failed.');
    await using records = await mustHaveRecords(context, given.words[0] ?? '');
    const project = given.words.length === 0 ? await projectFolder('.', context.cwd) : null;
    const selected = project === null ? await namedRuns(given.words, records) : await failedRunsOf(project, records);
    const dry = given.has('dry-run');
    const made: RerunBatch = {
      schema: 'rerun@1',
      id: dry ? null : newBatchId(),
      at: timestamp(Date.now()),
      selector: { runs: [...given.words], project, failed, max },
      rows: [],
    };
    const how: How = { sameFiles: failed && !given.has('fresh'), force: given.has('force') };
    if (given.has('fresh') && !failed)
      throw new MusterError('usage', '--fresh needs --failed', 'Without --failed, the current files are used anyway.');
    await submitAll(selected, made, how, context);
    await context.print(
      given.has('json') ? `${JSON.stringify(made, null, 1)}\n` : rerunScreen(hideDeep(made, context.hide), context.screen),
    );
    return made.rows.some((it) => it.outcome === 'refused') ? EXIT.failed : EXIT.done;
  },
};

type How = { sameFiles: boolean; force: boolean };

/** Saved after each one, so that what was submitted is known even if this process dies. */
async function submitAll(selected: readonly Selected[], batch: RerunBatch, how: How, context: Context): Promise<void> {
  const { failed, max } = batch.selector;
  let daemon: Daemon | undefined;
  let taken = 0;
  try {
    for (const one of selected) {
      const { state } = one;
      const not = whyNotRepeated(one, failed);
      const row = { run: state.id, title: state.created.task.title, was: standingOf(one).says, again: null };
      if (not) batch.rows.push({ ...row, outcome: not.kind, why: not.why });
      else if (max !== null && taken >= max) batch.rows.push({ ...row, outcome: 'over-max', why: `--max ${max} was reached` });
      else {
        taken++;
        if (batch.id === null) batch.rows.push({ ...row, outcome: 'would-run', why: '' });
        else {
          daemon ??= await daemonFor(context);
          batch.rows.push({ ...row, ...(await again(one, daemon, how, context)) });
          await keepBatch(hideDeep(batch, context.hide), context.home);
        }
      }
    }
    if (batch.id !== null && taken > 0) await keepBatch(hideDeep(batch, context.hide), context.home);
    else batch.id = null;
  } finally {
    daemon?.close();
  }
}

async function showBatch(id: string, given: Arguments, context: Context): Promise<number> {
  if (given.words.length > 0 || given.has('failed') || given.has('dry-run') || given.text('max') !== undefined)
    throw new MusterError('usage', '--batch is used alone', 'It shows an earlier rerun; leave out the rest.');
  const batch = await batchNamed(id, context.home);
  await using records = await mustHaveRecords(context, batch.rows[0]?.run ?? '');
  const rows: Standing[] = [];
  for (const row of batch.rows) rows.push({ ...row, now: row.again === null ? null : await standing(row.again, records) });
  const shown = { ...batch, rows };
  await context.print(
    given.has('json') ? `${JSON.stringify(shown, null, 1)}\n` : standingScreen(hideDeep(shown, context.hide), context.screen),
  );
  return EXIT.done;
}

async function standing(run: string, records: Records): Promise<NonNullable<Standing['now']>> {
  const { kind, says } = endingOf(await foldRun(records.ledger, run));
  return { kind, says };
}

function maxGiven(given: string | undefined): number | null {
  if (given === undefined) return null;
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
  throw new MusterError('usage', `--max must be a positive number, not \`${given}\``, 'For example: muster rerun --failed --max 5');
}

type Became = Pick<RerunRow, 'outcome' | 'again' | 'why'>;

/** A run that cannot be submitted (its project is gone, its files were pruned) says why in its row; the others are submitted. */
async function again({ state, aside }: Selected, daemon: Daemon, how: How, context: Context): Promise<Became> {
  try {
    if (aside !== null) await endFirst(state.id, daemon);
    const { kind, run: fresh } = await submitAgain(state, daemon, how, context);
    return { outcome: kind === 'joined' ? 'joined' : 'submitted', again: fresh, why: '' };
  } catch (error) {
    if (!(error instanceof MusterError) || (error.class !== 'user' && error.code !== 'object-missing')) throw error;
    const why = error.code === 'object-missing' ? 'its task text is no longer kept' : `${error.message}. ${error.hint}`;
    return { outcome: 'refused', again: null, why };
  }
}

/** A run that was set aside still claims its task, and its workers may still be running. */
async function endFirst(run: string, daemon: Daemon): Promise<void> {
  const order = { kind: 'abort', run, reason: 'it was set aside, and its task is run again' } as const;
  await daemon.ask({ ask: 'order', command: { token: randomUUID(), actor: thisPerson(), order } });
}

/** A run that never captured a base is repeated on the current files. */
async function submitAgain(
  { id, created, base }: RunState,
  daemon: Daemon,
  { sameFiles, force }: How,
  { home, cwd }: Context,
): Promise<Accepted> {
  const text = (await objectsIn(home.objects).get(created.text)).toString('utf8');
  const answer = await daemon.ask({
    ask: 'submit',
    run: newRunId(),
    text,
    name: nameOf(text, created),
    origin: { kind: 'command', command: 'rerun', cwd, of: id, ...(sameFiles && base !== null ? { sameFiles: true } : {}) },
    ...(force ? { force: true } : {}),
    actor: thisPerson(),
    project: created.task.project,
  });
  return answer as Accepted;
}
