// Makes the workplace of an executor: on what its stage builds on, with what the settings name, set up and ready.

import { join } from 'node:path';
import type { Merged } from '../../../runtime/workspace/stages/merge-heads.ts';
import type { Part } from '../../../skills/phases/execution/effects.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { listedUpTo } from '../../../skills/telling/numbers.ts';
import type { EffectContext } from '../effect-context.ts';
import type { Stages } from '../world/stages.ts';
import { madePlace } from './places.ts';
import { proofFolder } from './run-check.ts';

type Order = Extract<RunEffect, { kind: 'prepare-stage' }>;

export async function prepareStage(run: string, order: Order, context: EffectContext, signal: AbortSignal): Promise<RunObservation> {
  const { phase, stage, attempt, heads, checks, base, places } = order;
  const named = { phase, stage, attempt };
  const { stages } = context;
  const merged = await stages.together(base.gitDir, () => mergeParts(base.gitDir, base.commit, heads, stages, signal));
  if (merged.kind === 'conflict') return { kind: 'stage-unavailable', ...named, why: conflictText(merged), hopeless: true };
  const folder = stagesFolder(context.home.run(run).root);
  await context.files.privateFolder(context.home.run(run).root);
  await context.files.privateFolder(folder);
  const path = join(folder, `${stage}.${attempt}`);
  const made = await madePlace({ ...base, ...merged.base }, path, places, { run, checks, from: 1 }, context, signal);
  await stages.removeTree(proofFolder(context.home, run, checks));
  if (made.kind === 'failed') return { kind: 'stage-unavailable', ...named, why: `Its workplace could not be made: ${made.why}` };
  await stages.noteBeside(path, signal);
  return { kind: 'stage-prepared', ...named, base: merged.base, path };
}

type Between = { between: [string, string]; paths: string[] };
type MergedParts = Extract<Merged, { kind: 'merged' }> | ({ kind: 'conflict' } & Between);

/** Of a conflict it is told which two stages it is between, and not what was merged before. */
async function mergeParts(
  gitDir: string,
  base: string,
  parts: readonly Part[],
  { mergeHeads }: Pick<Stages, 'mergeHeads'>,
  signal: AbortSignal,
): Promise<MergedParts> {
  const heads = parts.map((it) => it.head);
  const merged = await mergeHeads(gitDir, base, heads, signal);
  if (merged.kind === 'merged') return merged;
  for (const [at, one] of parts.entries())
    for (const other of parts.slice(at + 1)) {
      const pair = await mergeHeads(gitDir, base, [one.head, other.head], signal);
      if (pair.kind === 'conflict') return { ...pair, between: [one.name, other.name] };
    }
  const last = parts.find((it) => it.head === merged.between[1])?.name ?? '';
  return { ...merged, between: [parts.flatMap(({ name }) => (name === last ? [] : [name])).join(' and '), last] };
}

const conflictText = ({ between: [one, other], paths }: Between): string =>
  `It builds on ${one} and ${other}, which changed the same places in different ways: ${listedUpTo(paths, 12)}. Trying again would come to the same, ` +
  `and both are verified, which is final. What helps: a plan in which ${other} builds on ${one} (\`dependsOn\`), so that it sees what ${one} has changed.`;

export const stagesFolder = (run: string): string => join(run, 'stages');
