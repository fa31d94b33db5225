// An outside seat: a client of `muster mcp` carries out stages that it takes itself. Meanwhile a program of ours holds its place,
// and ends when the client delivers, is gone, or is out of time.

import { fileURLToPath } from 'node:url';
import { USAGE_UNAVAILABLE } from '../../contracts/usage.ts';
import { compileCacheEnvironment } from '../../runtime/compile-cache.ts';
import type { Provider, Reading } from '../provider.ts';
import { plainOutput } from './printed.ts';

/** `program.ts` in a checkout, `program.js` in the published package. */
const PROGRAM = fileURLToPath(new URL(`../outside/program.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url));

export const outside: Provider = {
  name: 'outside',
  sendsCode: false,
  tellsPrice: false,
  variables: [],
  workplace: 'checkout',
  confined: false,
  detect: async () => ({ kind: 'available', version: null }),
  launch: ({ prompt, result, heartbeat }) => ({
    argv: [process.execPath, PROGRAM],
    env: { MUSTER_PROMPT: prompt.path, MUSTER_RESULT: result, MUSTER_HEARTBEAT: heartbeat, ...compileCacheEnvironment() },
    model: 'outside',
  }),
  readEnd: ({ output }) => ({ usage: USAGE_UNAVAILABLE, because: interruptedIn(output) }),
};

function interruptedIn(output: string): Reading['because'] {
  const [, why] = /^MUSTER-INTERRUPTED ([^\r\n]{1,2000})\r?$/m.exec(plainOutput(output)) ?? [];
  return why === undefined ? null : { reason: 'interrupted', detail: why };
}
