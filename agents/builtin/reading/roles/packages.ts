// The languages of the packages in a tree, and which of them a workspace names.

import type { Repository } from '../../rule.ts';
import { type Language, languageOf } from '../language.ts';
import { baseName, folderOf, isFixture, isTest } from '../paths.ts';

const MANIFESTS: readonly (readonly [RegExp, readonly Language[]])[] = [
  [/^(package|deno)\.jsonc?$/, ['javascript']],
  [/^(pyproject\.toml|setup\.(py|cfg))$/, ['python']],
  [/^Cargo\.toml$/, ['rust']],
  [/^go\.mod$/, ['go']],
  [/^(Gemfile|[\w.-]+\.gemspec)$/, ['ruby']],
  [/^composer\.json$/, ['php']],
  [/^(pom\.xml|build\.gradle(\.kts)?)$/, ['java', 'kotlin']],
  [/\.csproj$/, ['csharp']],
  [/^(CMakeLists\.txt|Makefile\.am|meson\.build|configure\.ac)$/, ['c']],
];

export type Packages = {
  /** In a language that its package is not written in. */
  isForeign(path: string): boolean;
  isOfWorkspace(path: string): boolean;
};

export function packagesIn(repo: Repository): Packages {
  const languages = new Map<string, Set<Language>>();
  for (const { path } of repo.files) {
    const found = MANIFESTS.find(([name]) => name.test(baseName(path)));
    if (!found) continue;
    const known = languages.get(folderOf(path)) ?? new Set<Language>();
    languages.set(folderOf(path), known);
    for (const it of found[1]) known.add(it);
  }
  const nearest = (path: string): { folder: string; languages: ReadonlySet<Language> } | undefined => {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      const found = languages.get(folder);
      if (found || folder === '') return found && { folder, languages: found };
    }
  };
  return {
    isForeign(path) {
      const language = languageOf(path);
      const own = nearest(path);
      return (
        language !== undefined &&
        language !== 'shell' &&
        language !== 'yaml' &&
        language !== 'toml' &&
        own !== undefined &&
        !own.languages.has(language)
      );
    },
    // A package with sources of its own outside of tests, whether or not it is called `playground` or `samples`.
    isOfWorkspace(path) {
      const own = nearest(path);
      if (own === undefined || own.folder === '' || isTest(`${own.folder}/x`)) return false;
      return isFixture(`${own.folder}/x`) && !isFixture(path.slice(own.folder.length + 1)) && repo.hasFolder(`${own.folder}/src`);
    },
  };
}
