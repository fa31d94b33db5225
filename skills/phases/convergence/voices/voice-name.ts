// Who counts as one opinion. All rules together are one voice; the seats of one model are one voice, as
// often as it is seated, and `inherit` of one provider is one model.

import type { Seat } from '../../../../contracts/task/agent.ts';

export const RULES = 'rules';

/** A command is identified by its agent, because only it knows what it runs, unless it names its model. */
export function voiceName({ voice, model, provider, agent }: Pick<Seat, 'voice' | 'model' | 'provider' | 'agent'>): string {
  if (voice === 'rules') return RULES;
  // `anthropic/opus` of one program is the `opus` of another.
  if (model !== 'inherit') return `model ${model.slice(model.lastIndexOf('/') + 1)}`;
  return provider === 'command' ? `agent ${agent}` : `model of ${provider}`;
}
