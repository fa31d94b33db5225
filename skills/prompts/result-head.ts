// The keys that every result has, whatever the worker was asked.

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
