// The built-in analysers and the built-in report-writer: our own programs, under the same contract as any other worker. No model,
// no network, no cost.

import { fileURLToPath } from 'node:url';
import { USAGE_NONE } from '../../contracts/usage.ts';
import { compileCacheEnvironment } from '../../runtime/compile-cache.ts';
import type { Provider } from '../provider.ts';

/** `program.ts` in a checkout, `program.js` in the published package. */
export const BUILTIN_PROGRAM = fileURLToPath(
  new URL(`../builtin/program.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
);

export const builtin: Provider = {
  name: 'builtin',
  sendsCode: false,
  tellsPrice: false,
  variables: [],
  workplace: 'objects',
  confined: false,
  detect: async () => ({ kind: 'available', version: null }),
  launch: ({ seat, prompt, result, heartbeat }) => ({
    argv: [process.execPath, BUILTIN_PROGRAM, seat.agent],
    env: { MUSTER_PROMPT: prompt.path, MUSTER_RESULT: result, MUSTER_HEARTBEAT: heartbeat, ...compileCacheEnvironment() },
    model: 'none',
  }),
  tellsLooks: true,
  readEnd: () => ({ usage: USAGE_NONE, because: null }),
};
