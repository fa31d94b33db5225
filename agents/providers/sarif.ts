// Any program that writes SARIF as a worker: a program of ours starts it, reads its results, and answers in its name. `{sarif}` in
// its arguments is the file that it is to write; without it, its standard output is read.

import { fileURLToPath } from 'node:url';
import { USAGE_NONE } from '../../contracts/usage.ts';
import { compileCacheEnvironment } from '../../runtime/compile-cache.ts';
import type { Provider } from '../provider.ts';
import { detectNamed } from './program.ts';

/** `program.ts` in a checkout, `program.js` in the published package. */
const PROGRAM = fileURLToPath(new URL(`../sarif/program.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url));

export const sarif: Provider = {
  name: 'sarif',
  sendsCode: false,
  tellsPrice: false,
  variables: [],
  workplace: 'checkout',
  confined: false,
  detect: detectNamed,
  launch: ({ seat, prompt, result, heartbeat }) => ({
    argv: [process.execPath, PROGRAM, seat.agent, ...(seat.argv ?? [])],
    env: { MUSTER_PROMPT: prompt.path, MUSTER_RESULT: result, MUSTER_HEARTBEAT: heartbeat, ...compileCacheEnvironment() },
    model: 'none',
  }),
  tellsLooks: true,
  readEnd: () => ({ usage: USAGE_NONE, because: null }),
};
