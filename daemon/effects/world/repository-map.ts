// The map of a run's base, made once for each tree with its history, kept in the home and beside the run's state. Its program makes it from
// what it read for the nearest earlier one. Where to look is welcome, never needed: a map that cannot be made is left out, and no prompt
// waits long for one.

import { lstat, readdir, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Base } from '../../../contracts/run/base.ts';
import { RepositoryMap } from '../../../contracts/run/report.ts';
import type { Millis } from '../../../contracts/time.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import { compiledEnvironment } from '../../../runtime/compile-cache.ts';
import { codeOf, privateFolder, writeDurably } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';
import type { Log } from '../../../runtime/log/log.ts';
import { runProgram } from '../../../runtime/processes/run-program.ts';
import { ENGINE } from '../../process/version.ts';
import { sealedMap, unsealedMap } from './sealed-map.ts';

const PROGRAM = fileURLToPath(
  new URL(`../../../agents/builtin/map-program.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
);
/** It says that it goes on; a large tree may take it minutes. */
const SILENT_AT_MOST = 60_000;
/** So long it is made as quickly as can be, where somebody waits for it. */
const HASTY = 300;
const MOST_KEPT = 64;
const BYTES_AT_MOST = 8 * 1024 * 1024;

/** Of which run, and what of its base is looked at. */
export type Mapped = { id: string; base: Base | null; moved?: boolean; scope: readonly string[] };

export type RepositoryMaps = {
  /** For those who come later. One for people is made once a worker of the run has started, and behind the workers. */
  begin(what: Mapped, whom: 'models' | 'people'): void;
  workerStarted(run: string): void;
  /**
   * Waits until it has been under way for so many milliseconds, and `least` in any case. `late`: it is still being made. Nothing where it
   * could not be made.
   */
  within(patience: Millis, what: Mapped, least?: Millis): Promise<RepositoryMap | 'late' | null>;
  /** What is still being made is left. */
  close(): Promise<void>;
};

type Around = { home: Home; log: Log; env: NodeJS.ProcessEnv };
type Making = Around & { signal: AbortSignal; hasty: boolean };

/** Several may ask at once; the tree is read for the first of them, also for one of another run. */
export function repositoryMaps(around: Around): RepositoryMaps {
  const underWay = new Map<string, { map: Promise<RepositoryMap | null>; since: number }>();
  const asking = new Set<Promise<unknown>>();
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
    const asked = mapOf(of, hasty).finally(() => asking.delete(asked));
    asking.add(asked);
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
      await Promise.all(asking);
    },
  };
}

/** Beside that of the base there is one of each tree that was made of it. */
function placeOf({ id, base, moved = false }: Mapped, home: Home): string {
  const { map } = home.run(id);
  return moved && base ? map.replace(/\.json$/, `-${base.commit.slice(0, 12)}.json`) : map;
}

/** One tree with one history in one scope has one map, whichever run looks at it: equal captures are the same commit. */
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

async function keptAt(path: string, { id }: Mapped, { log }: Around): Promise<RepositoryMap | undefined> {
  try {
    return unsealedMap(await readFile(path, 'utf8'));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') log.warn('the kept map could not be read and is rebuilt', { run: id, path, error });
    return undefined;
  }
}

async function keep(path: string, map: RepositoryMap, { id }: Mapped, { log }: Around): Promise<void> {
  try {
    await privateFolder(dirname(path));
    await writeDurably(path, sealedMap(map));
  } catch (error) {
    log.warn('the map could not be kept', { run: id, path, error });
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
      env: { PATH: env.PATH ?? '', HOME: env.HOME ?? '', ...compiledEnvironment() },
    });
    if (stopped === 'aborted') return null;
    if (ending.kind === 'not-started') throw ending.cause;
    if (stopped !== undefined || ending.code !== 0) throw new Error(`its program was ${stopped ?? `ended with ${ending.code}`}: ${stderr}`);
    if (stderr !== '') log.warn('the program of the map said something', { run: id, stderr });
    return RepositoryMap.parse(JSON.parse(stdout.toString('utf8')));
  } catch (error) {
    log.warn('the map could not be made', { run: id, error });
    return null;
  }
}

/** By when they were written. */
async function forgetOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((it) => it.endsWith('.json'));
  if (names.length <= MOST_KEPT) return;
  const dated = await Promise.all(names.map(async (name) => ({ name, at: (await lstat(join(folder, name))).mtimeMs })));
  dated.sort((a, b) => b.at - a.at);
  for (const { name } of dated.slice(MOST_KEPT)) await unlink(join(folder, name));
}
