// Switches off the programs that a repository's config names for reading and writing files (`filter.x.clean`): each of them is overridden
// by one that does nothing.

import { type GitPlace, git, type Setting } from './git.ts';
import { configIn } from './plain-config.ts';

export type ReadingSettings = {
  /** Settings that disable every filter defined in the repository's config and its includes. */
  withoutFilters: Setting[];
  /** The repository's config sets an ignore file, in place of the user's. */
  namesIgnoreFile: boolean;
};

export async function readingSettings(place: GitPlace, signal?: AbortSignal): Promise<ReadingSettings> {
  const plain = typeof place === 'string' ? undefined : configIn(place.gitDir);
  if (plain && ![...plain.keys()].some((key) => key.startsWith('filter.') || key === 'core.excludesfile'))
    return { withoutFilters: [], namesIgnoreFile: false };
  const { stdout } = await git(place, ['config', '--list', '--name-only', '-z', '--includes'], { signal });
  const drivers = new Set<string>();
  let namesIgnoreFile = false;
  for (const key of stdout.toString('utf8').split('\0')) {
    const [, driver] = /^filter\.(.+)\.[^.]+$/s.exec(key) ?? [];
    if (driver !== undefined) drivers.add(driver);
    namesIgnoreFile ||= key === 'core.excludesfile';
  }
  const withoutFilters = [...drivers].flatMap((driver): Setting[] => [
    [`filter.${driver}.clean`, ''],
    [`filter.${driver}.smudge`, ''],
    [`filter.${driver}.process`, ''],
    [`filter.${driver}.required`, 'false'],
  ]);
  return { withoutFilters, namesIgnoreFile };
}

/** Of some paths of a working tree (bytes in latin1), those whose content goes through a filter, with the filter's name. */
export async function filteredPaths(
  place: GitPlace,
  paths: readonly string[],
  options: { env: Readonly<Record<string, string>>; signal?: AbortSignal | undefined },
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (paths.length === 0) return found;
  const { stdout } = await git(place, ['check-attr', '-z', '--stdin', 'filter'], {
    ...options,
    input: paths.map((path) => `${path}\0`).join(''),
  });
  const fields = stdout.toString('latin1').split('\0');
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path, , value] = fields.slice(at, at + 3);
    if (path !== undefined && value !== undefined && value !== 'unspecified' && value !== 'unset' && value !== '') found.set(path, value);
  }
  return found;
}
