// The map of a run's base, made once per tree and history, and kept in the home and with the run's state. A separate program makes it,
// starting from the nearest earlier map. The map is only a hint: if it cannot be made it is left out, and no prompt waits long for it.

import { lstat, readdir, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Base } from '../../../contracts/run/base.ts';
import { RepositoryMap } from '../../../contracts/run/report.ts';
import type { Millis } from '../../../contracts/time.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import { compileCacheEnvironment } from '../../../runtime/compile-cache.ts';
import { codeOf, privateFolder, writeDurably } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';
import type { Log } from '../../../runtime/log/log.ts';
import { runProgram } from '../../../runtime/processes/run-program.ts';
import { ENGINE } from '../../process/version.ts';
import { sealedMap, unsealedMap } from './sealed-map.ts';

const PROGRAM = fileURLToPath(
  new URL(`../../../agents/builtin/map-program.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
);
/** The program reports progress; a large tree may take it minutes. */
const SILENT_AT_MOST = 60_000;
/** While somebody waits, it runs at full speed for so many milliseconds. */
const HASTY = 300;
const MOST_KEPT = 64;
const BYTES_AT_MOST = 8 * 1024 * 1024;

/** Which run, and which part of its base. */
export type Mapped = { id: string; base: Base | null; moved?: boolean; scope: readonly string[] };

export type RepositoryMaps = {
  /** Starts making a map in advance. One for people is made after a worker of the run has started, with lower priority than the workers. */
  begin(what: Mapped, whom: 'models' | 'people'): void;
  workerStarted(run: string): void;
  /**
   * Waits until the map has been in the making for `patience`, and for `least` in any case. `late`: it is not ready yet. Null if it could
   * not be made.
   */
  within(patience: Millis, what: Mapped, least?: Millis): Promise<RepositoryMap | 'late' | null>;
  /** Abandons maps that are not ready yet. */
  close(): Promise<void>;
};

type Context = { home: Home; log: Log; env: NodeJS.ProcessEnv };
type Making = Context & { signal: AbortSignal; hasty: boolean };

/** Callers that ask at the same time, even from different runs, share one reading of the tree. */
export function repositoryMaps(around: Context): RepositoryMaps {
  const underWay = new Map<string, { map: Promise<RepositoryMap | null>; since: number }>();
  const asking = new Map<string, Promise<RepositoryMap | null>>();
  const forPeople = new Map<string, Mapped>();
  const over = new AbortController();

  async function mapOf(of: Mapped, hasty: boolean): Promise<RepositoryMap | null> {
    if (!of.base) return null;
    const own = placeOf(of, around.home);
    const kept = await keptAt(own, of, around);
    if (kept || over.signal.aborted) return kept ?? null;
    const shared = sharedPlace(of.base, of.scope, around.home);
    const making = { ...around, signal: over.signal, hasty };
    const made = underWay.get(shared) ?? {
      map: keptOrMade(of.base, shared, of, making).finally(() => underWay.delete(shared)),
      since: performance.now(),
    };
    underWay.set(shared, made);
    const map = await made.map;
    if (map) await keep(own, map, of, around);
    return map;
  }

  function ask(of: Mapped, hasty: boolean): Promise<RepositoryMap | null> {
    forPeople.delete(of.id);
    const own = of.base ? placeOf(of, around.home) : '';
    const asked = asking.get(own) ?? mapOf(of, hasty).finally(() => asking.delete(own));
    asking.set(own, asked);
    return asked;
  }

  return {
    begin(of, whom) {
      if (whom === 'models') void ask(of, true);
      else forPeople.set(of.id, of);
    },
    workerStarted(run) {
      const of = forPeople.get(run);
      if (of) void ask(of, false);
    },
    async within(patience, of, least = patience) {
      const late = Promise.withResolvers<'late'>();
      const earlier = of.base ? underWay.get(sharedPlace(of.base, of.scope, around.home)) : undefined;
      const left = earlier ? earlier.since + patience - performance.now() : patience;
      const timer = setTimeout(() => late.resolve('late'), Math.max(least, left));
      try {
        return await Promise.race([ask(of, true), late.promise]);
      } finally {
        clearTimeout(timer);
      }
    },
    async close() {
      over.abort();
      await Promise.all(asking.values());
    },
  };
}

/** Besides the map of the base there is one for each tree that was made from it. */
function placeOf({ id, base, moved = false }: Mapped, home: Home): string {
  const { map } = home.run(id);
  return moved && base ? map.replace(/\.json$/, `-${base.commit.slice(0, 12)}.json`) : map;
}

/** A tree with its history and scope has one map, whichever run asks: equal captures are the same commit. */
const sharedPlace = ({ tree, commit }: Base, scope: readonly string[], home: Home): string =>
  join(home.maps, `${tree}-${digestOf(JSON.stringify([ENGINE, commit, scope])).slice(-16)}.json`);

async function keptOrMade(base: Base, shared: string, of: Mapped, around: Making): Promise<RepositoryMap | null> {
  const kept = await keptAt(shared, of, around);
  if (kept) return kept;
  const made = await make(base, of, around);
  if (made) {
    await keep(shared, made, of, around);
    await forgetOldest(around.home.maps).catch((error: unknown) => around.log.warn('old maps could not be removed', { error }));
  }
  return made;
}

async function keptAt(path: string, { id }: Mapped, { log }: Context): Promise<RepositoryMap | undefined> {
  try {
    return unsealedMap(await readFile(path, 'utf8'));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') log.warn('the cached map could not be read and is rebuilt', { run: id, path, error });
    return undefined;
  }
}

async function keep(path: string, map: RepositoryMap, { id }: Mapped, { log }: Context): Promise<void> {
  try {
    await privateFolder(dirname(path));
    await writeDurably(path, sealedMap(map));
  } catch (error) {
    log.warn('the map could not be cached', { run: id, path, error });
  }
}

async function make(
  { gitDir, commit }: Base,
  { id, scope }: Mapped,
  { home, log, env, signal, hasty }: Making,
): Promise<RepositoryMap | null> {
  try {
    const asked = [gitDir, commit, JSON.stringify(scope), home.mapFacts, ENGINE, `${hasty ? HASTY : 0}`];
    const { ending, stopped, stdout, stderr } = await runProgram(process.execPath, [PROGRAM, ...asked], {
      signal,
      silentAtMost: SILENT_AT_MOST,
      maxBytes: BYTES_AT_MOST,
      env: { PATH: env.PATH ?? '', HOME: env.HOME ?? '', ...compileCacheEnvironment() },
    });
    if (stopped === 'aborted') return null;
    if (ending.kind === 'not-started') throw ending.cause;
    if (stopped !== undefined || ending.code !== 0) throw new Error(`its program was ${stopped ?? `ended with ${ending.code}`}: ${stderr}`);
    if (stderr !== '') log.warn('the map program printed a message', { run: id, stderr });
    return RepositoryMap.parse(JSON.parse(stdout.toString('utf8')));
  } catch (error) {
    log.warn('the map could not be made', { run: id, error });
    return null;
  }
}

/** Removes the maps that were written longest ago. */
async function forgetOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((it) => it.endsWith('.json'));
  if (names.length <= MOST_KEPT) return;
  const dated = await Promise.all(names.map(async (name) => ({ name, at: (await lstat(join(folder, name))).mtimeMs })));
  dated.sort((a, b) => b.at - a.at);
  for (const { name } of dated.slice(MOST_KEPT)) await unlink(join(folder, name));
}
