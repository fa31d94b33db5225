// Re-check of a dead relative link: by git's entry for the target and by history, instead of by the list of files; and by counting
// code fences, instead of by parsing Markdown.

import { heads, judgePlaces } from '../../judge-places.ts';
import { lastSeen, lineOf, spelled } from '../../reading/formats/entries.ts';
import { folderOf, resolveIn } from '../../reading/paths.ts';
import type { Recheck, Repository } from '../../rule.ts';

const METHOD = 'Asked git for the entry of each target on the line, and history for what became of it';

export const deadLinkRecheck: Recheck = {
  category: 'links/dead-relative-link',
  method: METHOD,
  judge: (repo, claimed) =>
    judgePlaces(METHOD, heads(claimed), async (place) => {
      if (await isFenced(repo, place.path, place.line ?? 1))
        return { holds: false, why: 'an odd number of code fences opens above the line: it is code' };
      const targets = targetsOn(await lineOf(repo, place));
      if (targets.length === 0) return { holds: 'unknown', why: 'the line holds no link in a form that was looked for' };
      const there: string[] = [];
      for (const target of targets) {
        const path = resolveIn(folderOf(place.path), target);
        if (path === undefined || path === '') continue;
        const found = await spelled(repo, path, ['', '.md', '/README.md', '/index.md']);
        if (found) there.push(found.path);
        else return { holds: true, why: `git has no entry for ${path}; ${await lastSeen(repo, path)}` };
      }
      return { holds: false, why: `git has ${there.join(', ')}`, evidence: there.slice(0, 3).map((path) => ({ path })) };
    }),
};

/** `](target`, `]: target`, `href="target"`, `src="target"`, without anchor and query; relative ones only. */
function targetsOn(line: string): string[] {
  const raw = [...line.matchAll(/\]\(\s*<?([^\s)>]+)|\]:\s*<?([^\s>]+)|\b(?:href|src)\s*=\s*["']([^"']+)["']/g)].map(
    (it) => it[1] ?? it[2] ?? it[3] ?? '',
  );
  return raw
    .map((it) => it.replace(/[#?].*$/, ''))
    .filter((it) => it !== '' && !/^[a-z][\w+.-]*:|^\/|^#|[{}<>$*]/i.test(it))
    .map(decoded);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** By either way of counting: fences nested in a list may or may not count as fences. */
async function isFenced(repo: Repository, path: string, line: number): Promise<boolean> {
  const above = ((await repo.text(path)) ?? '').split('\n').slice(0, line - 1);
  return [/^\s{0,3}(```|~~~)/, /^[\s>]*(```|~~~)/].every((fence) => above.filter((it) => fence.test(it)).length % 2 === 1);
}
