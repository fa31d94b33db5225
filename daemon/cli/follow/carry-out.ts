// `run` and `review`: a task is submitted, followed to its end, and summed up; what it came to is the exit
// code. Ctrl-C leaves the run alone.

import type { Severity } from '../../../contracts/findings/finding.ts';
import { askConsent } from '../before/ask-consent.ts';
import { daemonFor } from '../daemon/ask-daemon.ts';
import { submitTask, type TaskText } from '../daemon/submit-task.ts';
import { isOpenGate } from '../named/find-gate.ts';
import { closingScreen } from '../screens/closing-screen.ts';
import type { Context } from '../words/command.ts';
import { EXIT, exitOfRun } from '../words/exit-code.ts';
import { liveBlock, nothingShown, plainLines, tellingWhatItWaitsFor } from './displays.ts';
import { followRun } from './follow-run.ts';
import { onSignals } from './signals.ts';

export type Carrying = { command: string; json: boolean; failOn: Severity | undefined; waits: boolean };

export async function carryOut(task: TaskText, { command, json, failOn, waits }: Carrying, context: Context): Promise<number> {
  if (!json && (await askConsent(task, command, context)) === 'refused') {
    context.tell('muster: nothing was started and nothing was sent');
    return EXIT.rejected;
  }
  const daemon = await daemonFor(context);
  const leave = onSignals(context);
  try {
    const { run, kind } = await submitTask(task, command, daemon, context);
    if (kind === 'joined') context.tell(`muster: ${run} has the same task and has not ended; following it`);
    const shown = json ? nothingShown() : context.live ? liveBlock(context) : plainLines(context);
    const display = context.live && !json ? shown : tellingWhatItWaitsFor(shown, run, context);
    const followed = await followRun(run, { first: daemon, display, leave: leave.signal, waits }, context);
    if (followed.kind === 'ended') {
      await context.print(json ? `${JSON.stringify(followed.view, null, 1)}\n` : closingScreen(followed.view, context.screen));
      return exitOfRun(followed.view, failOn);
    }
    if (followed.kind === 'waiting') {
      const asked = followed.view.gates.filter(isOpenGate).map(({ gate }) => gate.id);
      if (json) await context.print(`${JSON.stringify(followed.view, null, 1)}\n`);
      const says = followed.view.waitsFor ?? `muster approvals ${asked.length === 1 ? asked[0] : ''}`.trimEnd();
      context.tell(`muster: ${run} waits for a person: ${says}`);
      return EXIT.waiting;
    }
    if (followed.kind === 'stopped') {
      context.tell(`muster: the daemon was stopped; ${run} goes on when one runs again: muster up, then muster tail ${run}`);
      return EXIT.noDaemon;
    }
    if (!context.unheard.aborted) context.tell(`Detached; ${run} goes on: muster tail ${run}`);
    return leave.code();
  } finally {
    daemon.close();
    leave.forget();
  }
}
