// A definition may name our own program by a path. It is started by its name instead, which a worker finds first on its PATH, so
// that it is recognised as ours: what its bridge to an agent prints is our record, and not the agent's word.

import { realpath } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

const NAME = 'muster';

/** `bin`: the folder that contains our program under its name. Decided before the start, because a worker can replace files. */
export async function ownByName(argv: readonly string[], bin: string): Promise<readonly string[]> {
  const [program = '', ...rest] = argv;
  if (!isAbsolute(program)) return argv;
  const [given, own] = await Promise.all([program, join(bin, NAME)].map((it) => realpath(it).catch(() => undefined)));
  return given !== undefined && given === own ? [NAME, ...rest] : argv;
}
