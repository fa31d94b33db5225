// Commands to runs: commands that are sent twice, and those that a run still accepts after it has ended.

import { MusterError } from '../../contracts/errors.ts';
import type { Actor } from '../../contracts/event.ts';
import type { RunCommand } from '../../contracts/run/command.ts';
import type { ImpactAssessed } from '../../contracts/run/impact-events.ts';
import type { Note } from '../../contracts/run/run-event.ts';
import type { Instant } from '../../contracts/time.ts';
import { runSteps } from '../../runtime/steps.ts';
import type { MusterLedger } from '../../skills/events.ts';
import type { RunEvent } from '../../skills/phases/events.ts';
import { reuseClaims } from '../../skills/reuse/claims.ts';
import type { RunState } from '../../skills/run/state.ts';
import type { Leads } from '../fleet/leads.ts';
import type { Loop } from '../lead/decider.ts';
import { isSameCommand } from '../lead/run/decide-answer.ts';
import { decideRun, type RunInput } from '../lead/run/decide-run.ts';
import { claimHeldError, tokenClaims } from '../lead/tokens.ts';
import { foldRun } from './fold.ts';

/**
 * A repeated command with the same token counts once, even if the first one has made the second impossible. Returns what `give` returns.
 */
export async function onceByToken(
  ledger: MusterLedger,
  run: string,
  command: RunCommand,
  commandId: string,
  give: () => Promise<boolean>,
): Promise<boolean> {
  try {
    return await give();
  } catch (error) {
    if (!(error instanceof MusterError && error.code === 'command-refused')) throw error;
    const [before] = (await ledger.read(`run/${run}`)).filter((it) => it.commandId === commandId);
    if (!before) throw error;
    if (isSameCommand(command, before)) return true;
    throw new MusterError(
      'command-reused',
      `the token ${commandId} was already used for another order`,
      'Every order needs its own token.',
    );
  }
}

/** False if nobody leads the run any more because it has ended, perhaps while the command was on its way. */
export async function deliverTo(
  loop: Loop<RunState, RunInput, RunEvent> | undefined,
  input: RunInput,
  from?: { commandId: string; actor: Actor },
): Promise<boolean> {
  try {
    await loop?.post(input, from);
    return loop !== undefined;
  } catch (error) {
    if (error instanceof MusterError && error.code === 'stream-ended' && loop?.state().life.kind === 'ended') return false;
    throw error;
  }
}

/** Commands that an ended run accepts: a note, and forgetting its results. */
export async function orderAfterwards(
  ledger: MusterLedger,
  state: RunState,
  command: RunCommand,
  from: { commandId: string; actor: Actor },
  at: Instant,
): Promise<void> {
  const events = runSteps(decideRun(state, { kind: 'command', command }, at));
  const stream = `run/${state.id}` as const;
  const claims = [...reuseClaims(state, events), ...tokenClaims(from.commandId, stream)];
  const answer = await ledger.append({ stream, expectedSeq: state.seq, ...from, at, events, claims });
  if (answer.kind === 'claim-held') throw claimHeldError(answer, from.commandId);
  if (answer.kind === 'conflict') throw new MusterError('version-conflict', `${state.id} was written at the same time`, 'Try again.');
}

/** Journals which artifacts an ended run made out of date, which is known only after its end. */
export const recordAfterwards = (ledger: MusterLedger, run: string, impact: ImpactAssessed, at: Instant): Promise<void> =>
  afterwards(ledger, run, { kind: 'assessed', impact }, 'impact', at);

/** Adds a note to a run that has ended. Nothing is written to a run that another node of the fleet leads, or may lead. */
export async function noteAfterwards(ledger: MusterLedger, run: string, note: Note, at: Instant, leads?: Leads): Promise<void> {
  if (leads && (await foldRun(ledger, run)).life.kind !== 'ended') throw await leads.elsewhere(run);
  return afterwards(ledger, run, { kind: 'told', note }, 'told', at);
}

async function afterwards(ledger: MusterLedger, run: string, input: RunInput, name: string, at: Instant): Promise<void> {
  const state = await foldRun(ledger, run).catch((error: unknown) => {
    // A run that was set aside accepts nothing but its end.
    if (!(error instanceof MusterError && error.code === 'event-illegal')) throw error;
  });
  if (!state) return;
  const events = runSteps(decideRun(state, input, at));
  if (events.length === 0) return;
  const stream = `run/${state.id}` as const;
  const answer = await ledger.append({
    ...{ stream, expectedSeq: state.seq, at, events },
    commandId: `${stream}:${state.seq}:${name}`,
    actor: { kind: 'lead' },
  });
  if (answer.kind === 'conflict') throw new MusterError('version-conflict', `${state.id} was written at the same time`, 'Try again.');
}
