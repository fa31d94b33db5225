// A run asks the house for a place, and waits for it in the order of asking; one that will change a branch
// waits for that too.

import { MusterError } from '../../../contracts/errors.ts';
import { gitText } from '../../../runtime/workspace/git/git.ts';
import { findProject } from '../../../runtime/workspace/project.ts';
import type { Asked, RunEffect, RunObservation } from '../../../skills/run/effect.ts';
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
  await house.ask(run, await branchOf(asked, signal));
  const state = house.state();
  return state.active.includes(run) ? { kind: 'admitted' } : { kind: 'queued', waitsFor: waitsFor(state, run) };
}

/** Comes back with other words too: a place has become free, and now it is the branch. */
export async function awaitAdmission(
  run: string,
  { asked, told }: Extract<RunEffect, { kind: 'await-admission' }>,
  { house }: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  await house.ask(run, await branchOf(asked, signal));
  return house.until((state): RunObservation | undefined => {
    if (state.active.includes(run)) return { kind: 'admitted' };
    const words = waitsFor(state, run);
    return sameWait(words, told) ? undefined : { kind: 'queued', waitsFor: words };
  }, signal);
}

/** The branch that the checkout is on, which is the one that its owner would apply the work to. */
async function branchOf({ template, task }: Asked, signal: AbortSignal): Promise<Branch | undefined> {
  if (!template.writes) return undefined;
  const project = await findProject(task.project, signal).catch((error: unknown) => {
    // What is wrong with it is said once it has a place, and the base is captured.
    if (error instanceof MusterError && error.class === 'user') return undefined;
    throw error;
  });
  if (project?.kind !== 'git') return { project: task.project, ref: 'HEAD' };
  const ref = await gitText({ gitDir: project.gitDir }, ['symbolic-ref', '--quiet', 'HEAD'], { signal, accept: [0, 1, 128] });
  return { project: project.root, ref: ref === '' ? 'HEAD' : ref };
}
