// Re-check of an undeclared import: by the text of every manifest and lockfile above the file, and by history, instead of by parsed
// dependency blocks.

import type { Evidence } from '../../../../contracts/findings/finding.ts';
import { judgePlaces, type PlaceJudgement } from '../../judge-places.ts';
import { linesOf } from '../../reading/formats/lines.ts';
import { baseName, folderOf } from '../../reading/paths.ts';
import type { Recheck, Repository } from '../../rule.ts';

const METHOD =
  'Searched the text of the manifests and lockfiles above the file for the name, and asked history whether it was ever declared';

export const undeclaredImportRecheck: Recheck = {
  category: 'deps/undeclared-import',
  method: METHOD,
  judge: (repo, claimed) => judgePlaces(METHOD, claimed, (place) => judge(repo, place)),
};

async function judge(repo: Repository, place: Evidence & { path: string }): Promise<PlaceJudgement> {
  const text = await repo.text(place.path);
  const line = text === undefined || place.line === undefined ? '' : linesOf(text).text(place.line);
  const name = packageIn(line);
  if (name === undefined) return { holds: 'unknown', why: 'the line names no package that could be looked for' };
  for (const path of manifestsAbove(repo, place.path)) {
    const manifest = (await repo.text(path)) ?? '';
    const at = manifest.search(new RegExp(`"(?:@types/)?${escaped(name)}"\\s*:`));
    if (at >= 0) {
      const lines = linesOf(manifest);
      return { holds: false, why: `${path} names "${name}"`, evidence: [{ path, line: lines.at(at), quote: lines.text(lines.at(at)) }] };
    }
  }
  const own = repo.files.find(
    (it) => baseName(it.path) === 'package.json' && it.path.endsWith(`/${name.replace(/^@[^/]+\//, '')}/package.json`),
  );
  if (own && ((await repo.text(own.path)) ?? '').includes(`"name": "${name}"`))
    return { holds: false, why: `${own.path} is that package`, evidence: [{ path: own.path }] };
  const nearest = manifestsAbove(repo, place.path)[0];
  const before = nearest === undefined ? undefined : await repo.introduced(nearest, `"${name}"`);
  const history = before ? `; ${nearest} did name it once, from ${before.commit.slice(0, 10)} on` : '';
  return {
    holds: true,
    why: `no manifest or npm lockfile above names "${name}"${history}`,
    evidence: [{ searched: { pattern: `"${name}"`, scope: nearest ?? '**/package.json' } }],
  };
}

/** The package.json files above, nearest first. (npm repeats the root's own dependency blocks in its lockfile.) */
function manifestsAbove(repo: Repository, path: string): string[] {
  const found: string[] = [];
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const candidate = folder === '' ? 'package.json' : `${folder}/package.json`;
    if (repo.has(candidate)) found.push(candidate);
    if (folder === '') return found;
  }
}

function packageIn(line: string): string | undefined {
  const specifier = /(?:from|import|require)\s*\(?\s*["'`]([^"'`]+)["'`]/.exec(line)?.[1];
  if (specifier === undefined || /^[./#~]|^@\/|^[a-z]+:/.test(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
