// Ends a run that was set aside because its journal cannot be folded: stops its sessions, writes a
// stub report, and journals the end, so that the same task can be run again.

import { MusterError } from '../../contracts/errors.ts';
import type { Actor } from '../../contracts/event.ts';
import type { SharedEvent } from '../../contracts/run/run-event.ts';
import { timestamp } from '../../contracts/time.ts';
import { stubReport } from '../../skills/report-writer/facts/compose.ts';
import { withEverythingClosed } from '../../skills/run/cut-short.ts';
import { RUN_REDUCER, type RunState } from '../../skills/run/state.ts';
import { writeReport } from '../effects/compose-report.ts';
import type { EffectContext } from '../effects/effect-context.ts';
import { contentClaim } from '../lead/run/run-decider.ts';
import { viewRun } from '../lead/run/view-run.ts';
import { foldUntilIllegal } from './fold.ts';

export async function endSetAsideRun(
  run: string,
  { why, reason }: { why: string; reason: string },
  from: { commandId: string; actor: Actor },
  context: EffectContext,
): Promise<void> {
  const { state, seq } = await foldUntilIllegal(context.ledger, run);
  if (!state) throw new MusterError('run-unknown', `unknown run ${run}`, '`muster runs` lists the runs.');
  await Promise.all(sessionsOf(state).map((key) => stopped(key, context)));
  const at = context.clock.now();
  const how = { outcome: 'aborted', reason: 'aborted', message: reason } as const;
  const over: RunState = { ...withEverythingClosed(state, at), life: { kind: 'ended', ...how, partial: true, degraded: true, at } };
  const says = `the run was set aside (${why}), and a person ended it: ${reason}.`;
  const report = await writeReport(run, stubReport(viewRun(over), context.version, timestamp(at), says), context);
  const events: SharedEvent[] = [
    { type: 'run.concluding', payload: { ...how, partial: true } },
    { type: 'report.composed', payload: { ...report, stub: true } },
    { type: 'run.ended', payload: { ...how, degraded: true, report: report.path, rules: RUN_REDUCER } },
  ];
  const answer = await context.ledger.append({
    stream: `run/${run}`,
    expectedSeq: seq,
    ...from,
    at,
    events,
    claims: [{ kind: 'release', name: contentClaim(state.created.text, state.created.task.project), owner: run }],
  });
  if (answer.kind === 'conflict') throw new MusterError('version-conflict', `${run} was written at the same time`, 'Try again.');
}

/** Sessions that may still be running. */
const sessionsOf = ({ dispatches }: RunState): string[] =>
  dispatches.flatMap(({ id, attempts }) => attempts.flatMap(({ n, end }) => (end === null ? [`${id}.${n}`] : [])));

async function stopped(key: string, { host, poller, slots }: EffectContext): Promise<void> {
  await host.stop(key);
  poller.forget(key);
  slots.free(key);
}
