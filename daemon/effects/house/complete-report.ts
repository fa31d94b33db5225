// Replaces the stub of an ended run's report with the complete report. Can be repeated after a crash:
// the journal says whether the report is complete already.

import { MusterError } from '../../../contracts/errors.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { effectKey } from '../../../skills/run/effect-key.ts';
import { tryFold } from '../../lead/run/try-fold.ts';
import { viewRun } from '../../lead/run/view-run.ts';
import { foldRun } from '../../process/fold.ts';
import { composeFacts, writeReport } from '../compose-report.ts';
import type { EffectContext } from '../effect-context.ts';

export async function completeReport(run: string, context: EffectContext): Promise<void> {
  const state = await foldRun(context.ledger, run);
  if (!state.report?.stub) return;
  const report = await writeReport(run, await composeFacts(viewRun(state), context), context);
  const completed: RunEvent = { type: 'report.completed', payload: { ...report, stub: false } };
  const at = context.clock.now();
  tryFold(state, [completed], at);
  const answer = await context.ledger.append({
    stream: `run/${run}`,
    expectedSeq: state.seq,
    commandId: `run/${run}:${state.seq}:${effectKey('complete-report', run)}`,
    actor: { kind: 'house' },
    at,
    events: [completed],
  });
  if (answer.kind === 'conflict') throw new MusterError('version-conflict', `${run} was written at the same time`, 'It will be retried.');
}
