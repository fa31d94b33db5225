// Who counts as one opinion. All rules together are one voice. The seats of one model are one voice, however often it is seated,
// and `inherit` of one provider is one model.

import type { Seat } from '../../../../contracts/task/agent.ts';

export const RULES = 'rules';

/** A command is identified by its agent, because only the agent knows what it runs, unless it names its model. */
export function voiceName({ voice, model, provider, agent }: Pick<Seat, 'voice' | 'model' | 'provider' | 'agent'>): string {
  if (voice === 'rules') return RULES;
  // `anthropic/opus` in one program is `opus` in another.
  if (model !== 'inherit') return `model ${model.slice(model.lastIndexOf('/') + 1)}`;
  return provider === 'command' ? `agent ${agent}` : `model of ${provider}`;
}
