// The outcomes of the runs that a task names as related, for models, so that they neither repeat nor overlook them.

import { raisedText } from '../../../skills/phases/critic/material.ts';
import { contributionsTo } from '../../../skills/phases/turns.ts';
import type { EffectContext } from '../effect-context.ts';

export async function relatedRuns(
  related: readonly string[],
  { folded }: Pick<EffectContext, 'folded'>,
): Promise<{ title: string; text: string }[]> {
  return Promise.all(
    related.map(async (id) => {
      const state = await folded(id);
      const { created: other, life } = state;
      const { convergence } = contributionsTo(state);
      const ended = life.kind === 'ended' ? `ended ${life.outcome}` : 'has not ended';
      return {
        title: `The related run ${id}`,
        text: `${other.task.title} (${other.task.type}) ${ended}. Its findings:\n${raisedText(convergence?.findings ?? [])}`,
      };
    }),
  );
}
