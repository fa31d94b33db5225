// Any program as a worker: argv with placeholders, never a shell.

import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { USAGE_UNAVAILABLE } from '../../contracts/usage.ts';
import type { LaunchOrder, Provider } from '../provider.ts';

export const command: Provider = {
  name: 'command',
  sendsCode: false,
  variables: [],
  workplace: 'checkout',
  async detect(definition, path) {
    const program = definition.argv?.[0];
    if (program === undefined)
      return { kind: 'missing', why: `${definition.path} has no argv`, hint: 'Give it the program and its arguments as a list.' };
    const found = await findProgram(program, path);
    if (found) return { kind: 'available', version: null };
    return { kind: 'missing', why: `${program} is not on the PATH`, hint: `Install it, or give its whole path in ${definition.path}.` };
  },
  launch: (order) => ({
    argv: (order.seat.argv ?? []).map((it) => filled(it, order)),
    env: { MUSTER_PROMPT: order.prompt.path },
    model: order.seat.model,
  }),
  readEnd: () => ({ usage: USAGE_UNAVAILABLE, because: null }),
};

function filled(argument: string, { prompt, result, heartbeat, seat, cwd }: LaunchOrder): string {
  const values: Record<string, string> = { prompt: prompt.path, result, heartbeat, model: seat.model, cwd };
  // One pass, so that a value which looks like a placeholder stays what it is.
  return argument.replace(/\{(prompt|result|heartbeat|model|cwd)\}/g, (_, name: string) => values[name] ?? '');
}

/** The first executable of that name on a PATH; a path is taken as it is. */
export async function findProgram(program: string, path: string): Promise<string | undefined> {
  const places = isAbsolute(program) || program.includes('/') ? [program] : path.split(delimiter).map((folder) => join(folder, program));
  for (const place of places) {
    try {
      await access(place, constants.X_OK);
      return place;
    } catch {
      // Not here; the next folder may have it.
    }
  }
  return undefined;
}
