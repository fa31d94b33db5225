// The map of a run's base, made once and kept beside its state. Where to look is welcome, never
// needed: a map that cannot be made is left out.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RepositoryMap } from '../../../contracts/run/report.ts';
import { codeOf, writeDurably } from '../../../runtime/files.ts';
import type { RunState } from '../../../skills/run/state.ts';
import type { EffectContext } from '../effect-context.ts';

const PROGRAM = fileURLToPath(
  new URL(`../../../agents/builtin/map-program.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
);
const TAKES_AT_MOST = 60_000;
const BYTES_AT_MOST = 8 * 1024 * 1024;

const underWay = new Map<string, Promise<RepositoryMap | null>>();

/** Several prompts may ask at once; the tree is read for the first of them. */
export function repositoryMap(state: RunState, context: EffectContext): Promise<RepositoryMap | null> {
  const known = underWay.get(state.id);
  if (known) return known;
  const making = keptOrMade(state, context).finally(() => underWay.delete(state.id));
  underWay.set(state.id, making);
  return making;
}

async function keptOrMade(state: RunState, { home, log, env }: EffectContext): Promise<RepositoryMap | null> {
  const { base, created } = state;
  if (!base) return null;
  const { map } = home.run(state.id);
  try {
    return RepositoryMap.parse(JSON.parse(await readFile(map, 'utf8')));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') log.warn('the kept map could not be read and is made anew', { run: state.id, error });
  }
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [PROGRAM, base.gitDir, base.commit, JSON.stringify(created.task.scope)],
      {
        timeout: TAKES_AT_MOST,
        killSignal: 'SIGKILL',
        maxBuffer: BYTES_AT_MOST,
        env: { PATH: env.PATH ?? '', HOME: env.HOME ?? '' },
      },
    );
    const made = RepositoryMap.parse(JSON.parse(stdout));
    await writeDurably(map, `${JSON.stringify(made)}\n`);
    return made;
  } catch (error) {
    log.warn('the map could not be made', { run: state.id, error });
    return null;
  }
}
