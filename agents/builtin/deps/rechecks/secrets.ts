// Re-checks of secrets, not by their form but by what the project itself says about the file: a sample beside it that leaves the
// same name empty, an ignore rule that was overruled, a commit that removed it.

import { createHash } from 'node:crypto';
import { heads, judgePlaces } from '../../judge-places.ts';
import { collapse } from '../../reading/formats/collapse.ts';
import { escaped, lineOf } from '../../reading/formats/entries.ts';
import { isIgnored } from '../../reading/ignored.ts';
import { baseName, folderOf } from '../../reading/paths.ts';
import type { Recheck, Repository } from '../../rule.ts';

const METHOD = 'Compared the file with the example beside it, and with what .gitignore wants kept out';

const recheck = (category: string): Recheck => ({
  category,
  method: METHOD,
  judge: (repo, claimed) =>
    judgePlaces(METHOD, heads(claimed), async (place) => {
      const line = await lineOf(repo, place);
      if (place.quoteDigest !== undefined && createHash('sha256').update(collapse(line)).digest('hex') !== place.quoteDigest)
        return { holds: false, why: 'the line is not the one that was claimed' };
      const key = /([A-Za-z][\w.-]*)["']?\s*(?::=|=>|[:=])/.exec(line)?.[1];
      for (const example of examplesOf(repo, place.path)) {
        const other = key === undefined ? undefined : lineWith((await repo.text(example)) ?? '', key);
        if (other === undefined) continue;
        return collapse(other) === collapse(line)
          ? { holds: false, why: `${example} has the very same line: it is the sample value`, evidence: [{ path: example }] }
          : { holds: true, why: `${example} gives \`${key}\` another value, to be filled in` };
      }
      if (await isIgnored(repo, place.path)) return { holds: true, why: '.gitignore excludes this file, but it was committed anyway' };
      return { holds: 'unknown', why: 'no example stands beside it and no ignore line speaks of it' };
    }),
});

export const providerTokenRecheck = recheck('secrets/provider-token');
export const privateKeyRecheck = recheck('secrets/private-key');
export const assignedLiteralRecheck = recheck('secrets/assigned-literal');

/** `.env.example` beside `.env`, `config.sample.yml` beside `config.yml`. */
function examplesOf(repo: Repository, path: string): string[] {
  const name = baseName(path).replace(/\.(local|prod(uction)?|staging)$/, '');
  const stem = name.replace(/(?!^)\.\w+$/, '');
  return repo.files
    .map((it) => it.path)
    .filter(
      (it) =>
        it !== path &&
        folderOf(it) === folderOf(path) &&
        /example|sample|template|dist|default/i.test(baseName(it)) &&
        baseName(it).startsWith(stem),
    );
}

const lineWith = (text: string, key: string): string | undefined =>
  text.split('\n').find((it) => new RegExp(`(?<![\\w.-])${escaped(key)}["']?\\s*(?::=|=>|[:=])`).test(it));

const HISTORY_METHOD = 'Asked git whether the path is gone now, and which commit took it away';

export const stillInHistoryRecheck: Recheck = {
  category: 'secrets/still-in-history',
  method: HISTORY_METHOD,
  async judge(repo, claimed) {
    const paths = claimed.evidence.flatMap((it) => /^git show [0-9a-f]+\^:(.+)$/.exec(it.command ?? '')?.[1] ?? []);
    if (paths.length === 0) return { verdict: 'ABSTAIN', basis: `${HISTORY_METHOD}: the finding names no path of history.` };
    const told: string[] = [];
    for (const path of paths) {
      const entry = await repo.entry(path);
      const gone = entry ? undefined : await repo.departure(path);
      if (entry)
        return {
          verdict: 'DISAGREE',
          basis: `${HISTORY_METHOD}. ${path} is there, as ${entry.object.slice(0, 10)}.`,
          evidence: [{ path }],
        };
      if (!gone) return { verdict: 'DISAGREE', basis: `${HISTORY_METHOD}. No commit took ${path} away.` };
      // A rename keeps the content in the tree, which is a matter for another rule.
      if (gone.renamedTo !== undefined && (await repo.entry(gone.renamedTo)))
        return {
          verdict: 'DISAGREE',
          basis: `${HISTORY_METHOD}. ${gone.commit.slice(0, 10)} renamed ${path} to ${gone.renamedTo}, which is in the tree.`,
          evidence: [{ path: gone.renamedTo }],
        };
      told.push(`${path} went with ${gone.commit.slice(0, 10)}`);
    }
    return { verdict: 'AGREE', basis: `${HISTORY_METHOD}. ${told.slice(0, 10).join('; ')}, and the commits before it are in every clone.` };
  },
};
