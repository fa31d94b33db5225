// What a dispatch cost, as far as it is known. Unknown is null, never 0.

import * as z from './schema.ts';

const count = z.int().min(0).nullable();

export const Usage = z.strictObject({
  source: z.enum(['reported', 'estimated', 'unavailable', 'none']).describe('none: no model was involved'),
  input: count,
  output: count,
  cached: count,
  reasoning: count,
  usd: z.number().min(0).nullable(),
  turns: count,
  toolCalls: count,
});
export type Usage = z.infer<typeof Usage>;

export const USAGE_UNAVAILABLE: Usage = {
  source: 'unavailable',
  input: null,
  output: null,
  cached: null,
  reasoning: null,
  usd: null,
  turns: null,
  toolCalls: null,
};
export const USAGE_NONE: Usage = { ...USAGE_UNAVAILABLE, source: 'none', input: 0, output: 0, cached: 0, reasoning: 0, usd: 0 };
