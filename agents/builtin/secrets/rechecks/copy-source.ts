// Re-check of a Dockerfile that copies what is not there: by git's entry beside the Dockerfile and at the root, and
// by what ignores, stages and CI say, instead of by the names of all files.

import { heads, judgePlaces } from '../../judge-places.ts';
import { escaped, lastSeen, lineOf } from '../../reading/formats/entries.ts';
import { folderOf, resolveIn } from '../../reading/paths.ts';
import type { Recheck } from '../../rule.ts';

const METHOD = 'Asked git for each source, from the root and from beside the Dockerfile, and searched CI and scripts for who makes it';
const MAKERS = /(^|\/)(Makefile|package\.json|[\w.-]+\.(sh|ya?ml|mk))$/;

export const copySourceRecheck: Recheck = {
  category: 'links/missing-copy-source',
  method: METHOD,
  judge: (repo, claimed) =>
    judgePlaces(METHOD, heads(claimed), async (place) => {
      const words = (await lineOf(repo, place))
        .trim()
        .replace(/[\\]$/, '')
        .split(/[\s"',[\]]+/)
        .filter((it) => it !== '' && !it.startsWith('--'));
      const sources = words.filter(
        (it, index) => !/^(COPY|ADD)$/i.test(it) && (index < words.length - 1 || !/^(COPY|ADD)$/i.test(words[0] ?? '')),
      );
      const missing: string[] = [];
      for (const source of sources) {
        if (!/^[\w@./+-]+$/.test(source) || /^https?:/.test(source)) continue;
        const places = ['', folderOf(place.path), folderOf(folderOf(place.path))].flatMap(
          (it) => resolveIn(it, source.replace(/^\/+/, '')) ?? [],
        );
        const entries = await Promise.all(places.map((it) => (it === '' ? Promise.resolve({ type: 'tree' }) : repo.entry(it))));
        if (entries.every((it) => it === undefined)) missing.push(source.replace(/^(\.?\/)+|\/+$/g, ''));
      }
      const [first] = missing;
      if (first === undefined) return { holds: false, why: 'git has every plain source of the line' };
      for (const { path, bytes } of repo.files) {
        if (!MAKERS.test(path) || bytes > 200_000) continue;
        if (new RegExp(`(>|-o|--output|cp|mv|tee|mkdir|curl|wget|build)\\s[^\\n]*${escaped(first)}`).test((await repo.text(path)) ?? ''))
          return { holds: 'unknown', why: `${path} may make ${first} before the image is built` };
      }
      return { holds: true, why: `git has no entry for ${first} at the root or beside the Dockerfile; ${await lastSeen(repo, first)}` };
    }),
};
