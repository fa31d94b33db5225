// Re-checks of patterns that match nothing, in CODEOWNERS and path filters: by git's entry for the part before the first wildcard,
// and by a separate matcher.

import { heads, judgePlaces, type PlaceJudgement } from '../../judge-places.ts';
import { escaped, lastSeen, lineOf } from '../../reading/formats/entries.ts';
import type { Recheck, Repository } from '../../rule.ts';

const METHOD = 'Asked git for the part of the pattern before its first wildcard, and tried the rest on every path with another matcher';

export const codeownersRecheck: Recheck = {
  category: 'links/codeowners-nothing',
  method: METHOD,
  judge: (repo, claimed) =>
    judgePlaces(METHOD, heads(claimed), async (place) => {
      const pattern = /^\s*((?:\\.|[^\s#\\])+)/.exec(await lineOf(repo, place))?.[1]?.replace(/\\(.)/g, '$1');
      if (pattern === undefined) return { holds: false, why: 'the line holds no pattern' };
      const rooted = pattern.replace(/\/+$/, '').includes('/');
      return judgePattern(repo, pattern.replace(/^\/+|\/+$/g, ''), { rooted, below: true });
    }),
};

export const workflowPathsRecheck: Recheck = {
  category: 'links/workflow-paths-nothing',
  method: METHOD,
  judge: (repo, claimed) =>
    judgePlaces(METHOD, heads(claimed), async (place) => {
      const line = await lineOf(repo, place);
      const titled = /path filter (\S+) matches/.exec(claimed.title)?.[1];
      const pattern = titled !== undefined && line.includes(titled) ? titled : /^\s*-\s*["']?([^"'\s#]+)["']?\s*(#.*)?$/.exec(line)?.[1];
      if (pattern === undefined) return { holds: 'unknown', why: 'the line holds no one pattern' };
      return judgePattern(repo, pattern.replace(/^\/+/, ''), { rooted: true, below: false });
    }),
};

async function judgePattern(repo: Repository, pattern: string, how: { rooted: boolean; below: boolean }): Promise<PlaceJudgement> {
  const fixed = pattern.split(/[*?[{+]/)[0] ?? '';
  const folder = fixed === pattern ? pattern : fixed.slice(0, Math.max(0, fixed.lastIndexOf('/')));
  if (how.rooted && folder !== '') {
    const entry = await repo.entry(folder);
    if (entry === undefined) return { holds: true, why: `git has no entry for ${folder}; ${await lastSeen(repo, folder)}` };
    if (folder === pattern && (how.below || entry.type === 'blob'))
      return { holds: false, why: `git has ${folder} (${entry.type})`, evidence: [{ path: folder }] };
  }
  const matcher = new RegExp(`${how.rooted ? '^' : '(?:^|/)'}${expression(pattern)}${how.below ? '(?:/|$)' : '$'}`, 'u');
  const fits = repo.files.find((it) => matcher.test(it.path));
  return fits
    ? { holds: false, why: `the pattern takes ${fits.path}`, evidence: [{ path: fits.path }] }
    : {
        holds: true,
        why: `${folder === '' ? 'no path of the tree' : `${folder} is there, and no path below it`} is taken by the rest of the pattern`,
      };
}

const expression = (pattern: string): string =>
  pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((it) =>
      it === '**/'
        ? '(?:.*/)?'
        : it === '**'
          ? '.*'
          : it === '*'
            ? '[^/]*'
            : it === '?'
              ? '[^/]'
              : escaped(it).replace(/\\\[(.*?)\\\]/g, '[$1]'),
    )
    .join('');
