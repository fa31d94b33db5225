// What the runs that a task names as related came to: for models, so that they neither repeat it nor pass it over.

import { raisedText } from '../../../skills/phases/critic/material.ts';
import type { RunState } from '../../../skills/run/state.ts';
import type { EffectContext } from '../effect-context.ts';

export async function relatedRuns(
  { created }: Pick<RunState, 'created'>,
  { runs }: { runs: Pick<EffectContext['runs'], 'folded'> },
): Promise<{ title: string; text: string }[]> {
  return Promise.all(
    created.task.related.map(async (id) => {
      const { created: other, life, convergence } = await runs.folded(id);
      const ended = life.kind === 'ended' ? `ended ${life.outcome}` : 'has not ended';
      return {
        title: `The related run ${id}`,
        text: `${other.task.title} (${other.task.type}) ${ended}. What it found:\n${raisedText(convergence?.findings ?? [])}`,
      };
    }),
  );
}
