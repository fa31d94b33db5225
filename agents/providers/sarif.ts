// Any program that writes SARIF as a worker: a program of ours starts it, reads what it found, and answers in its
// name. `{sarif}` in its arguments is the file that it is to write; without it, its standard output is read.

import { fileURLToPath } from 'node:url';
import { USAGE_NONE } from '../../contracts/usage.ts';
import type { Provider } from '../provider.ts';
import { findProgram } from './program.ts';

/** `program.ts` in a checkout, `program.js` in the published package. */
const PROGRAM = fileURLToPath(new URL(`../sarif/program.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url));

export const sarif: Provider = {
  name: 'sarif',
  sendsCode: false,
  tellsPrice: false,
  variables: [],
  workplace: 'checkout',
  confined: false,
  async detect(definition, env) {
    const program = definition.argv?.[0];
    if (program === undefined)
      return { kind: 'missing', why: `${definition.path} has no argv`, hint: 'Set it to the program and its arguments, as a list.' };
    if (await findProgram(program, env.PATH ?? '')) return { kind: 'available', version: null };
    return { kind: 'missing', why: `${program} is not on the PATH`, hint: `Install it, or give its whole path in ${definition.path}.` };
  },
  launch: ({ seat, prompt, result, heartbeat }) => ({
    argv: [process.execPath, PROGRAM, seat.agent, ...(seat.argv ?? [])],
    env: { MUSTER_PROMPT: prompt.path, MUSTER_RESULT: result, MUSTER_HEARTBEAT: heartbeat },
    model: 'none',
  }),
  tellsLooks: true,
  readEnd: () => ({ usage: USAGE_NONE, because: null }),
};
