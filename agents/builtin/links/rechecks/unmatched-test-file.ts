// Re-check of a test file that no runner opens: by its neighbours and by who names it, instead of by the
// runner's pattern.

import { judgePlaces } from '../../judge-places.ts';
import { baseName, extensionOf, folderOf, isTest } from '../../reading/paths.ts';
import type { Recheck, Repository } from '../../rule.ts';

const METHOD = 'Compared its name with those of the tests beside it, and searched scripts, CI and build files for it';

const BUILD_FILE =
  /(^|\/)(package\.json|Makefile|[\w.-]+\.mk|tox\.ini|setup\.cfg|pyproject\.toml|pytest\.ini|noxfile\.py|build\.gradle(\.kts)?|pom\.xml|Rakefile|[\w.-]+\.(ya?ml|sh|toml|bazel|cmake|gyp|gypi)|CMakeLists\.txt|meson\.build|BUILD|(vitest|jest|vite|karma|playwright|cypress|ava)[\w.-]*\.\w+)$/;

export const unmatchedTestFileRecheck: Recheck = {
  category: 'tests/unmatched-test-file',
  method: METHOD,
  judge: (repo, claimed) =>
    judgePlaces(METHOD, claimed, async ({ path }) => {
      const namer = await whoNames(repo, path);
      if (namer !== undefined) return { holds: false, why: `${namer} names it`, evidence: [{ path: namer }] };
      const beside = repo.files.filter(
        (it) => it.path !== path && folderOf(it.path) === folderOf(path) && extensionOf(it.path) === extensionOf(path) && isTest(it.path),
      );
      const alike = beside.filter((it) => shape(it.path) === shape(path));
      if (beside.length === 0) return { holds: 'unknown', why: 'there is no other test beside it to compare with' };
      if (alike.length * 2 > beside.length)
        return {
          holds: false,
          why: `${alike.length} of ${beside.length} tests beside it are named in the same way: that is the custom here`,
        };
      return {
        holds: true,
        why: `${beside.length - alike.length} of ${beside.length} tests beside it are named in another way, and no build file names it`,
      };
    }),
};

async function whoNames(repo: Repository, path: string): Promise<string | undefined> {
  const stem = baseName(path).replace(/\.[^.]+$/, '');
  for (const file of repo.files) {
    if (!BUILD_FILE.test(file.path) || file.bytes > 200_000) continue;
    if (new RegExp(`(?<![\\w-])${stem.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`).test((await repo.text(file.path)) ?? ''))
      return file.path;
  }
  return undefined;
}

/** Where `test` or `spec` stands in a name, and how it is joined. */
function shape(path: string): string {
  const stem = baseName(path).replace(/\.[^.]+$/, '');
  const match = /(^|[._-]|(?<=[a-z]))(tests?|specs?|Tests?|Specs?|IT|TestCase)([._-]|$|(?=[A-Z]))/.exec(stem);
  if (!match) return 'none';
  return `${match.index === 0 ? 'front' : match.index + match[0].length >= stem.length ? 'back' : 'middle'}:${match[1]}${match[2]}${match[3]}`;
}
