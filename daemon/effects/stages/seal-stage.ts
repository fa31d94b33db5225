// Commits what an executor left in its workplace to the home's repository, under Muster's own name.

import { cut } from '../../../contracts/cut.ts';
import type { DeliveredWork } from '../../../contracts/work/hosted.ts';
import { stageRef } from '../../../skills/phases/execution/names.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { fencedPlace } from '../../../skills/run/fleet/stage-work.ts';
import { oneLine } from '../../../skills/wording/plain-text.ts';
import type { EffectContext } from '../effect-context.ts';

type SealStageEffect = Extract<RunEffect, { kind: 'seal-stage' }>;

export async function sealStage(
  run: string,
  order: SealStageEffect,
  { config, stages, elsewhere }: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const { phase, stage, attempt, base, from, path, title, plan, seconds, include, resolves, handed } = order;
  const { gitDir } = base;
  const brought = handed && (await elsewhere?.bring({ handed, place: fencedPlace(run, order), run, gitDir, from, path }, signal));
  if (brought?.kind === 'none') return { kind: 'stage-lost', phase, stage, attempt, why: sentence(brought.why) };
  const trailers = `Muster-Run: ${run}\nMuster-Stage: ${stage}\nMuster-Plan: ${plan}\n`;
  const sealed = await stages.together(base.gitDir, () =>
    stages.sealWork({
      path,
      gitDir: base.gitDir,
      from,
      ref: stageRef(run, stage, attempt),
      message: `${cut(oneLine(title), 100)}\n\n${trailers}`,
      seconds,
      never: include,
      fileBytes: config.capture.fileBytes,
      signal,
    }),
  );
  const open = await stages.unresolvedIn(base.gitDir, { from: from.tree, to: sealed.head.tree, paths: resolves }, signal);
  const problems = [...sealed.problems, ...(brought ? ofHost(brought.work, sealed.head.tree) : []), ...open];
  return { kind: 'stage-sealed', phase, stage, attempt, ...sealed, problems };
}

/** Problems that the host found; also, the commit made here must have exactly the files that the host handed in. */
const ofHost = ({ problems, head }: DeliveredWork, tree: string): string[] =>
  tree === head.tree ? problems : [...problems, `The host delivered the tree ${head.tree}, but the committed tree is ${tree}.`];

const sentence = (words: string): string => `${words[0]?.toUpperCase()}${words.slice(1)}.`;
