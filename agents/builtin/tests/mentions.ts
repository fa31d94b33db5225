// Who names a file or a function anywhere else in the tree: what somebody names is not forgotten.

import { baseName } from '../reading/paths.ts';
import type { Repository } from '../rule.ts';

const SETTINGS =
  /(^|\/)(Makefile|GNUmakefile|Rakefile|Justfile|justfile|Jenkinsfile|Dockerfile|CMakeLists\.txt|meson\.build|BUILD(\.bazel)?|tox\.ini|setup\.cfg|noxfile\.py|package\.json|pom\.xml|moon\.pkg)$|\.(mk|ya?ml|toml|cfg|ini|sh|bash|bat|ps1|gradle|kts|bzl|cmake|properties)$/;

/** A settings file, or one of the endings given, holds the word. */
export async function isMentioned(repo: Repository, word: string, except: string, endings: readonly string[]): Promise<boolean> {
  const pattern = new RegExp(`(?<![\\w-])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`);
  for (const { path, mode } of repo.files) {
    if (path === except || !mode.startsWith('100')) continue;
    if (!SETTINGS.test(path) && !endings.some((it) => path.endsWith(it)) && !/config/i.test(baseName(path))) continue;
    if (pattern.test((await repo.text(path)) ?? '')) return true;
  }
  return false;
}

export const stemOf = (path: string): string => baseName(path).replace(/\.[^.]+$/, '');
