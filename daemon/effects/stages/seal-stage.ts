// Commits what an executor left in its workplace, into the repository of the home, under the program's own name.

import { cut } from '../../../contracts/cut.ts';
import { stageRef } from '../../../skills/phases/execution/names.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { oneLine } from '../../../skills/telling/plain-text.ts';
import type { EffectContext } from '../effect-context.ts';

type Order = Extract<RunEffect, { kind: 'seal-stage' }>;

export async function sealStage(
  run: string,
  order: Order,
  { config, stages }: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const { phase, stage, attempt, base, from, path, title, plan, seconds, include, resolves } = order;
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
  return { kind: 'stage-sealed', phase, stage, attempt, ...sealed, problems: [...sealed.problems, ...open] };
}
