// A run asks the house for a slot and waits for its turn; a run that will change a branch also waits until no other run writes to it.

import type { RunEffect, RunObservation, RunRequest } from '../../../skills/run/effect.ts';
import { type Branch, sameWait, waitsFor } from '../../lead/house/waits-for.ts';
import type { EffectContext } from '../effect-context.ts';
import { consentAhead } from './consent.ts';

export async function askAdmission(
  run: string,
  { asked }: Extract<RunEffect, { kind: 'ask-admission' }>,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const missing = await consentAhead(asked, context);
  if (missing) return missing;
  const { house } = context;
  await house.ask(run, await branchOf(asked, context, signal));
  const state = house.state();
  return state.active.includes(run) ? { kind: 'admitted' } : { kind: 'queued', waitsFor: waitsFor(state, run) };
}

/** Also returns when the reason changes: a slot has become free, for example, but the branch is still in use. */
export async function awaitAdmission(
  run: string,
  { asked, told }: Extract<RunEffect, { kind: 'await-admission' }>,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const { house } = context;
  await house.ask(run, await branchOf(asked, context, signal));
  return house.until((state): RunObservation | undefined => {
    if (state.active.includes(run)) return { kind: 'admitted' };
    const words = waitsFor(state, run);
    return sameWait(words, told) ? undefined : { kind: 'queued', waitsFor: words };
  }, signal);
}

/** The branch of the checkout, to which its owner would apply the work. */
async function branchOf({ template, task }: RunRequest, { workspace }: EffectContext, signal: AbortSignal): Promise<Branch | undefined> {
  if (!template.writes) return undefined;
  return (await workspace.branchOf(task.project, signal)) ?? { project: task.project, ref: 'HEAD' };
}
