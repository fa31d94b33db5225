// The map of a run's base, made once and kept beside its state. Where to look is welcome, never
// needed: a map that cannot be made is left out.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Base } from '../../../contracts/run/base.ts';
import { RepositoryMap } from '../../../contracts/run/report.ts';
import { codeOf, writeDurably } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';
import type { Log } from '../../../runtime/log/log.ts';
import { runProgram } from '../../../runtime/processes/run-program.ts';

const PROGRAM = fileURLToPath(
  new URL(`../../../agents/builtin/map-program.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
);
const TAKES_AT_MOST = 60_000;
const BYTES_AT_MOST = 8 * 1024 * 1024;

/** Of which run, and what of its base is looked at. */
export type Mapped = { id: string; base: Base | null; moved?: boolean; scope: readonly string[] };

export type MapOf = (what: Mapped) => Promise<RepositoryMap | null>;

type Around = { home: Home; log: Log; env: NodeJS.ProcessEnv };

/** Several prompts may ask at once; the tree is read for the first of them. */
export function repositoryMaps(around: Around): MapOf {
  const underWay = new Map<string, Promise<RepositoryMap | null>>();
  return (of) => {
    const path = placeOf(of, around.home);
    const known = underWay.get(path);
    if (known) return known;
    const making = keptOrMade(of, path, around).finally(() => underWay.delete(path));
    underWay.set(path, making);
    return making;
  };
}

/** Beside that of the base there is one of each tree that was made of it. */
function placeOf({ id, base, moved = false }: Mapped, home: Home): string {
  const { map } = home.run(id);
  return moved && base ? map.replace(/\.json$/, `-${base.commit.slice(0, 12)}.json`) : map;
}

async function keptOrMade({ id, base, scope }: Mapped, map: string, { log, env }: Around): Promise<RepositoryMap | null> {
  if (!base) return null;
  try {
    return RepositoryMap.parse(JSON.parse(await readFile(map, 'utf8')));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') log.warn('the kept map could not be read and is made anew', { run: id, error });
  }
  try {
    const { ending, stopped, stdout, stderr } = await runProgram(
      process.execPath,
      [PROGRAM, base.gitDir, base.commit, JSON.stringify(scope)],
      { atMost: TAKES_AT_MOST, maxBytes: BYTES_AT_MOST, env: { PATH: env.PATH ?? '', HOME: env.HOME ?? '' } },
    );
    if (ending.kind === 'not-started') throw ending.cause;
    if (stopped !== undefined || ending.code !== 0) throw new Error(`its program was ${stopped ?? `ended with ${ending.code}`}: ${stderr}`);
    const made = RepositoryMap.parse(JSON.parse(stdout.toString('utf8')));
    await writeDurably(map, `${JSON.stringify(made)}\n`);
    return made;
  } catch (error) {
    log.warn('the map could not be made', { run: id, error });
    return null;
  }
}
