// Re-check of a workspace entry that matches nothing: by what the lockfile lists as workspaces, and by git's
// entry for the folder, instead of by matching the glob.

import { heads, judgePlaces } from '../../judge-places.ts';
import { lastSeen, lineOf } from '../../reading/formats/entries.ts';
import { folderOf, resolveIn } from '../../reading/paths.ts';
import type { Recheck, Repository } from '../../rule.ts';
import { importersOf } from '../locks/pnpm-lock.ts';

const METHOD = 'Read which workspaces the lockfile lists, and asked git for the folder';
const MEMBERS = ['package.json', 'Cargo.toml', 'go.mod'];

export const workspaceNothingRecheck: Recheck = {
  category: 'links/workspace-nothing',
  method: METHOD,
  judge: (repo, claimed) =>
    judgePlaces(METHOD, heads(claimed), async (place) => {
      const entry = entryIn(await lineOf(repo, place));
      const fixed = entry === undefined ? undefined : resolveIn(folderOf(place.path), entry.split(/[*?[{]/)[0] ?? '');
      if (entry === undefined || fixed === undefined) return { holds: 'unknown', why: 'the line names no folder of the repository' };
      const listed = (await workspacesLocked(repo, folderOf(place.path))).find(
        (it) => it === fixed || it.startsWith(`${fixed}/`) || fixed === '',
      );
      if (listed !== undefined && (await hasMember(repo, listed)) !== undefined)
        return {
          holds: false,
          why: `the lockfile lists ${listed}, and git has it`,
          evidence: [{ path: (await hasMember(repo, listed)) ?? listed }],
        };
      const literal = fixed.replace(/\/$/, '');
      if (!/[*?[{]/.test(entry)) {
        const member = await hasMember(repo, literal);
        return member === undefined
          ? { holds: true, why: `git has no manifest in ${literal}; ${await lastSeen(repo, literal)}` }
          : { holds: false, why: `git has ${member}`, evidence: [{ path: member }] };
      }
      const folder = entry.split(/[*?[{]/)[0]?.endsWith('/') ? literal : folderOf(literal);
      if (folder !== '' && (await repo.entry(folder)) === undefined)
        return { holds: true, why: `git has no folder ${folder}; ${await lastSeen(repo, folder)}` };
      const below = repo.files.some(
        (it) => (folder === '' || it.path.startsWith(`${folder}/`)) && MEMBERS.some((name) => it.path.endsWith(`/${name}`)),
      );
      return below
        ? {
            holds: 'unknown',
            why: `there are manifests below ${folder === '' ? 'the root' : folder}; whether the pattern means them only its own reader knows`,
          }
        : { holds: true, why: `no manifest lies anywhere below ${folder}` };
    }),
};

const entryIn = (line: string): string | undefined => {
  const bare = line.replace(/\/\/.*$|\s#.*$/, '');
  return [...bare.matchAll(/["']([^"']+)["']/g)].at(-1)?.[1] ?? /(?:^\s*-\s+|^\s*(?:use\s+)?)(\.{0,2}\/?[\w@./*-]+)\s*$/.exec(bare)?.[1];
};

async function hasMember(repo: Repository, folder: string): Promise<string | undefined> {
  for (const name of MEMBERS) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (await repo.entry(path)) return path;
  }
  return undefined;
}

async function workspacesLocked(repo: Repository, folder: string): Promise<string[]> {
  const at = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const npm = (await repo.text(at('package-lock.json'))) ?? '';
  const pnpm = await repo.text(at('pnpm-lock.yaml'));
  const yarn = (await repo.text(at('yarn.lock'))) ?? '';
  return [
    ...[...npm.matchAll(/^ {4}"((?!node_modules\/)[^"]+)": \{$/gm)].map((it) => it[1] ?? ''),
    ...(pnpm === undefined ? [] : [...importersOf(pnpm).keys()]),
    ...[...yarn.matchAll(/@workspace:([^":,]+)/g)].map((it) => it[1] ?? ''),
  ]
    .filter((it) => it !== '' && it !== '.' && !it.includes('node_modules/'))
    .flatMap((it) => resolveIn(folder, it) ?? []);
}
