// The current state of a plan's stage, for the client that carries it out: read from the journal, never taken from the client.

import { MusterError } from '../../contracts/errors.ts';
import type { StageState } from '../../skills/phases/execution/life/stage-state.ts';
import { executedIn } from '../../skills/phases/execution/memory.ts';
import type { AttemptState, DispatchState } from '../../skills/run/state.ts';
import { foldRun } from '../process/fold.ts';
import type { ToolContext } from './tool.ts';
import { withRecords } from './with-records.ts';

export type StageNow = { it: StageState; dispatch: DispatchState | undefined; attempt: AttemptState | undefined; ended: boolean };

export const stageNow = (here: ToolContext, run: string, id: string): Promise<StageNow> =>
  withRecords(here, async ({ ledger }) => {
    const state = await foldRun(ledger, run);
    const phase = state.phases.findLast(({ template, state: at }) => template.kind === 'execution' && at !== 'pending');
    const it = phase && executedIn(state, phase.template.key).stages.find(({ stage }) => stage.id === id);
    if (!it)
      throw new MusterError('command-refused', `${run} carries out no stage ${id}`, 'run_active lists the stages that can be taken.');
    const dispatch = state.dispatches.find((one) => one.id === it.dispatch);
    return { it, dispatch, attempt: dispatch?.attempts.at(-1), ended: state.life.kind === 'ended' || state.life.kind === 'concluding' };
  });

/** This client holds the stage and works on it. */
export const isHeldHere = ({ it }: Pick<StageNow, 'it'>, { session }: Pick<ToolContext, 'session'>): boolean =>
  it.holder?.session === session && (it.state === 'claimed' || it.state === 'working');
