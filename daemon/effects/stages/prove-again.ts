// Proves the work of a finished run again on another tree: after a replay onto a branch that has moved on,
// green may have become red. Runs the same validators and the plan's acceptance criteria, on that tree alone.

import { sep } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import type { Snapshot } from '../../../contracts/plan/proof.ts';
import { millis } from '../../../contracts/time.ts';
import { confine } from '../../../runtime/files.ts';
import { validatorsOf } from '../../../skills/phases/execution/commands.ts';
import { executedIn } from '../../../skills/phases/execution/memory.ts';
import { colourOfCheck, redText } from '../../../skills/phases/execution/union/judge-union.ts';
import { inOrder } from '../../../skills/phases/execution/union/order.ts';
import type { RunState } from '../../../skills/run/state.ts';
import type { EffectContext } from '../effect-context.ts';
import { checked } from './prove-union.ts';

/** How many validators ran, and descriptions of those that did not pass. */
export type ProvedAgain = { asked: number; reds: string[] };

/** Stands for the plan's acceptance criteria, which belong to no stage. */
const CRITERIA = 'criteria';
/** Of what a command printed: the text becomes part of an error. */
const SHOWN = 3;

export async function proveAgain(
  state: RunState,
  { gitDir, head }: { gitDir: string; head: Snapshot },
  context: EffectContext,
  signal: AbortSignal,
): Promise<ProvedAgain> {
  const { id: run, base, created } = state;
  const key = state.phases.find((it) => it.template.kind === 'execution')?.template.key ?? '';
  const own = executedIn(state, key);
  if (!base || !own.planned) throw new MusterError('command-refused', `${run} carried out no plan`, '`muster show` shows what it did.');
  const place = await confine(gitDir, context.home.run(run).root);
  if (!place.startsWith(`${context.home.run(run).root}${sep}`))
    throw new MusterError('path-refused', `${gitDir} is not in the folder of ${run}`, 'Ask with `muster apply`.');
  const { commands, acceptance, include } = own.planned;
  const { workplace, checks } = created.config;
  const criteria = {
    stage: CRITERIA,
    head: head.commit,
    // Those that were not met on the union either were taken as they are when the run was completed.
    validators: validatorsOf({ validators: acceptance.flatMap((it, at) => (own.met.includes(at + 1) ? [it.validator] : [])) }, commands),
  };
  const proof = await checked(
    run,
    {
      base: { ...base, gitDir: place },
      head,
      places: { setup: workplace.setup, include, deadline: millis(checks.deadline), variables: checks.env },
      // No event uses such a number, and no two requests come in the same millisecond.
      checks: context.clock.now(),
      parts: [
        ...inOrder(own).map(({ stage }) => ({ stage: stage.id, head: head.commit, validators: validatorsOf(stage, commands) })),
        criteria,
      ],
      known: [],
    },
    context,
    signal,
  );
  const reds = proof.checks.filter((it) => colourOfCheck(it) !== 'green');
  return { asked: proof.checks.length, reds: reds.map((it) => redText(it, SHOWN)) };
}
