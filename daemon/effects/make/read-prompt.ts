// Finds the file of a prompt and reads its front matter and its macros, and resolves the value of every parameter.

import { macrosIn } from '../../../skills/make/macros.ts';
import { paramsFor } from '../../../skills/make/read-prompt.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { findPrompt, promptPlaces, readFound } from '../../make/find-prompt.ts';
import type { EffectContext } from '../effect-context.ts';
import { orMakingRefused, unmakeable } from './refused.ts';

type ReadPromptEffect = Extract<RunEffect, { kind: 'read-prompt' }>;

export function readPromptFile(_run: string, order: ReadPromptEffect, context: EffectContext): Promise<RunObservation> {
  const { phase, making, project, call } = order;
  return orMakingRefused(order, async () => {
    const trust = await context.agents.trustOf(project, context.house.state());
    const found = await findPrompt(call.prompt, promptPlaces(context.home, project, trust));
    const { front, pieces } = readFound(found);
    const params = paramsFor(front, call.params);
    if (params.kind === 'wrong') throw unmakeable(`\`${call.prompt}\`: ${params.says}`);
    return {
      kind: 'prompt-read',
      phase,
      making,
      prompt: call.prompt,
      from: found.from,
      path: found.path,
      digest: await context.objects.put(Buffer.from(found.text)),
      front,
      params: params.params,
      macros: macrosIn(pieces),
      duplicate: found.duplicate,
    };
  });
}
