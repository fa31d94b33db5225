// Makes the workplace of an executor: the merged work of the stages before it, with the included files, set up and ready.

import { join } from 'node:path';
import { workplaceName } from '../../../skills/phases/execution/names.ts';
import { conflictText } from '../../../skills/phases/execution/union/conflict.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';
import { makePlace } from './places.ts';
import { proofFolder } from './run-check.ts';

type PrepareStageEffect = Extract<RunEffect, { kind: 'prepare-stage' }>;

export async function prepareStage(
  run: string,
  order: PrepareStageEffect,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const { phase, stage, attempt, heads, resolves, checks, base, places } = order;
  const named = { phase, stage, attempt };
  const { stages } = context;
  const leaveOpen = resolves.length > 0;
  const merged = await stages.together(base.gitDir, () => stages.integrate(base.gitDir, base.commit, heads, { signal, leaveOpen }));
  if (merged.kind === 'conflict') {
    const { kind: _, ...conflict } = merged;
    return { kind: 'stage-unavailable', ...named, why: conflictText(conflict), conflict, hopeless: true };
  }
  const folder = stagesFolder(context.home.run(run).root);
  await context.files.privateFolder(context.home.run(run).root);
  await context.files.privateFolder(folder);
  const path = join(folder, workplaceName(stage, attempt));
  const made = await makePlace({ base: { ...base, ...merged.head }, path, places, run, checks, from: 1 }, context, signal);
  await stages.removeTree(proofFolder(context.home, run, checks));
  if (made.kind === 'failed') return { kind: 'stage-unavailable', ...named, why: `Its workplace could not be made: ${made.why}` };
  await stages.noteBeside(path, signal);
  return { kind: 'stage-prepared', ...named, base: merged.head, path };
}

export const stagesFolder = (run: string): string => join(run, 'stages');
