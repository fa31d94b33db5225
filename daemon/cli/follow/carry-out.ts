// `run` and `review`: submit a task, follow it to its end, and print a summary; the outcome is the exit code.
// Ctrl-C only detaches.

import { MusterError } from '../../../contracts/errors.ts';
import type { Severity } from '../../../contracts/findings/finding.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import type { Format } from '../../../skills/report-writer/formats/names.ts';
import { daemonFor } from '../daemon/ask-daemon.ts';
import { type Accepted, submitTask, type TaskText } from '../daemon/submit-task.ts';
import type { Arguments, Context, Option } from '../words/command.ts';
import { EXIT, exitOfRun } from '../words/exit-code.ts';
import type { Display } from './follow-run.ts';
import { onSignals } from './signals.ts';
import type { PreparedSummary } from './summary.ts';

export type Carrying = {
  command: string;
  json: boolean;
  /** Prints the report in this format instead of progress and a summary. */
  format?: Format | undefined;
  failOn: Severity | undefined;
  waits: boolean;
  shows: Shows;
};

/** `closing`: only the summary at the end. `every-line`: every PROGRESS line, even on a terminal. */
type Shows = 'closing' | 'usual' | 'every-line';

export const FOLLOW_OPTIONS: Readonly<Record<'quiet' | 'verbose', Option>> = {
  quiet: { kind: 'flag', short: 'q', says: 'show only the summary at the end' },
  verbose: { kind: 'flag', short: 'v', says: 'show every PROGRESS line, also on a terminal' },
};

/** Options of commands that start a run. */
export const BEGIN_OPTIONS: Readonly<Record<string, Option>> = {
  'fail-on': { kind: 'text', value: '<severity>', says: 'exit with 7 if a finding of this severity or higher remains' },
  'force': { kind: 'flag', says: 'do everything again; reuse no earlier results' },
  'no-wait-approval': { kind: 'flag', says: 'exit with 5 as soon as the run waits for a person' },
  'dry-run': { kind: 'flag', short: 'n', says: 'show what would be read, by whom and within what limits; start nothing' },
};

export function showsAsked(given: Arguments): Shows {
  if (given.has('quiet') && given.has('verbose'))
    throw new MusterError('usage', '--quiet and --verbose cannot be combined', 'Choose one of them.');
  return given.has('quiet') ? 'closing' : given.has('verbose') ? 'every-line' : 'usual';
}

/** Without a task, follows the run that another machine asked for earlier. */
export async function carryOut(
  task: TaskText | undefined,
  { command, json, format, failOn, waits, shows }: Carrying,
  context: Context,
): Promise<number> {
  const quiet = json || format !== undefined;
  if (!quiet && task && (await refused(task, command, context))) {
    context.tell('muster: nothing was started and no code was sent');
    return EXIT.rejected;
  }
  const daemon = await daemonFor(context);
  const leave = onSignals(context);
  try {
    const { run, kind } = task ? await submitTask(task, command, daemon, context) : goingOn(context);
    if (kind === 'joined') context.tell(`muster: ${run} has the same task and is still running; following it`);
    // Loaded while the daemon works, because submitting the task needs none of it.
    const [{ followRun }, shown, gates, ended] = await Promise.all([
      import('./follow-run.ts'),
      displayFor(run, { quiet, waits, shows }, context),
      quiet ? undefined : import('./ask-at-gates.ts'),
      import('./summary.ts'),
    ]);
    // A task read from standard input has used up the terminal's input.
    const seated = context.live && process.stdin.isTTY === true && !process.stdin.readableEnded;
    const display = gates?.withGateQuestions(shown, seated && waits, context) ?? shown;
    let early: PreparedSummary | undefined;
    const ahead = async (view: RunView) => {
      early = await ended.prepareSummary(view, { json, format, failOn }, context);
    };
    const followed = await followRun(run, { first: daemon, display, leave: leave.signal, waits, ahead }, context);
    if (followed.kind === 'ended') return await ended.printSummary(followed.view, { json, format, failOn }, context, early);
    if (followed.kind === 'waiting') {
      await tellWhatItWaitsFor(followed.view, json, context);
      return exitOfRun(followed.view, failOn);
    }
    if (followed.kind === 'stopped') {
      context.tell(`muster: the daemon was stopped. To continue ${run}: muster up, then muster tail ${run}`);
      return EXIT.noDaemon;
    }
    if (!context.unheard.aborted) context.tell(`Detached; ${run} keeps running. To follow: muster tail ${run}`);
    return leave.code();
  } finally {
    daemon.close();
    leave.forget();
  }
}

async function displayFor(
  run: string,
  { quiet, waits, shows }: Pick<Carrying, 'waits' | 'shows'> & { quiet: boolean },
  context: Context,
): Promise<Display> {
  if (context.live && shows === 'usual' && !quiet) return (await import('./block/live-block.ts')).liveBlock(context);
  const { silentDisplay, plainLines, questionsOnly, withConsentHint } = await import('./displays.ts');
  const lines = (): Display => (shows === 'closing' ? silentDisplay(context) : plainLines(context, shows === 'every-line'));
  const nothing = (): Display => (waits ? questionsOnly(run, context) : silentDisplay(context));
  return withConsentHint(quiet ? nothing() : lines(), run, context);
}

async function tellWhatItWaitsFor(view: RunView, json: boolean, context: Context): Promise<void> {
  const { isOpenGate } = await import('../named/find-gate.ts');
  const asked = view.gates.filter(isOpenGate).map(({ gate }) => gate.id);
  if (json) await context.print(`${JSON.stringify(view, null, 1)}\n`);
  const approvals = `muster approvals ${asked.length === 1 ? asked[0] : ''}`.trimEnd();
  const says = asked.length > 0 ? approvals : (view.waitsFor ?? approvals);
  context.tell(`muster: ${view.id} waits for a person: ${says}`);
}

function goingOn({ sent }: Context): Accepted {
  if (sent?.goesOn) return { kind: 'accepted', run: sent.run };
  throw new MusterError('internal', 'there is no run to follow', 'Please report this.');
}

/** Asks for consent, but only at a terminal, where the person can see what would be sent. */
async function refused(task: TaskText, command: string, context: Context): Promise<boolean> {
  if (!context.live) return false;
  const { askConsent } = await import('../before/ask-consent.ts');
  return (await askConsent(task, command, context)) === 'refused';
}
