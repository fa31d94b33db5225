// Re-check of a shipped devDependency: by what the package would contain when it is published, instead of
// by following its imports.

import type { Evidence } from '../../../../contracts/findings/finding.ts';
import { globTest } from '../../../../runtime/globs.ts';
import { judgePlaces, type PlaceJudgement } from '../../judge-places.ts';
import { itemsAt, memberAt, parseJson } from '../../reading/formats/json.ts';
import { baseName, folderOf } from '../../reading/paths.ts';
import type { Recheck, Repository } from '../../rule.ts';

const METHOD = 'Asked whether publishing would take the file along: `files`, `private` and .npmignore of its package';

export const devDependencyShippedRecheck: Recheck = {
  category: 'deps/dev-dependency-shipped',
  method: METHOD,
  // The manifest's own line is evidence of the same finding, not a place where code is shipped.
  judge: (repo, claimed) =>
    judgePlaces(
      METHOD,
      { ...claimed, evidence: claimed.evidence.filter((it) => it.path !== undefined && baseName(it.path) !== 'package.json') },
      (place) => judge(repo, place),
    ),
};

async function judge(repo: Repository, place: Evidence & { path: string }): Promise<PlaceJudgement> {
  const folder = nearestPackage(repo, place.path);
  if (folder === undefined) return { holds: 'unknown', why: 'no package.json above the file' };
  const inside = folder === '' ? place.path : place.path.slice(folder.length + 1);
  const manifest = folder === '' ? 'package.json' : `${folder}/package.json`;
  const root = parseJson((await repo.text(manifest)) ?? '');
  const isPrivate = memberAt(root, 'private')?.value;
  if (isPrivate?.kind === 'other' && isPrivate.value === true)
    return { holds: false, why: `${manifest} is private: nothing of it is published`, evidence: [{ path: manifest }] };
  const listed = itemsAt(root, 'files').flatMap((it) => (it.kind === 'string' ? [it.value] : []));
  if (listed.length > 0) {
    const taken =
      listed.filter((it) => !it.startsWith('!')).some((glob) => globTest(glob)(inside)) &&
      !listed.some((it) => it.startsWith('!') && globTest(it.slice(1))(inside));
    return taken || isEntry(root, inside)
      ? { holds: true, why: `\`files\` of ${manifest} takes ${inside} along` }
      : { holds: false, why: `\`files\` of ${manifest} leaves ${inside} out of the package`, evidence: [{ path: manifest }] };
  }
  const ignore = await repo.text(folder === '' ? '.npmignore' : `${folder}/.npmignore`);
  const lines = (ignore ?? '')
    .split('\n')
    .map((it) => it.trim())
    .filter((it) => it !== '' && !it.startsWith('#') && !it.startsWith('!'));
  const left = lines.find((it) => globTest(it.replace(/^\/|\/$/g, ''))(inside));
  return left === undefined
    ? { holds: true, why: `${manifest} has no \`files\`, and .npmignore does not leave ${inside} out` }
    : { holds: false, why: `.npmignore leaves ${inside} out (\`${left}\`)` };
}

const isEntry = (root: Parameters<typeof memberAt>[0], inside: string): boolean => {
  const main = memberAt(root, 'main')?.value;
  return main?.kind === 'string' && main.value.replace(/^\.\//, '') === inside;
};

function nearestPackage(repo: Repository, path: string): string | undefined {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (repo.has(folder === '' ? 'package.json' : `${folder}/package.json`)) return folder;
    if (folder === '') return undefined;
  }
}
