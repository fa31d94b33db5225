// The keys that every result has, whatever its worker was asked for.

import { Result } from '../../contracts/work/result.ts';

export const RESULT_HEAD = Result.pick({
  dispatch: true,
  nonce: true,
  role: true,
  status: true,
  question: true,
  summary: true,
  coverage: true,
  notes: true,
  toolCalls: true,
});
