// Re-check of a go.mod replace: by git's own answer for the folder, instead of by the list of paths.

import { judgePlaces } from '../../judge-places.ts';
import { linesOf } from '../../reading/formats/lines.ts';
import { folderOf, resolveIn } from '../../reading/paths.ts';
import type { Recheck } from '../../rule.ts';

const METHOD = 'Asked git for the entry of the folder in this commit';

export const replaceOutsideRecheck: Recheck = {
  category: 'deps/replace-outside',
  method: METHOD,
  judge: (repo, claimed) =>
    judgePlaces(METHOD, claimed, async (place) => {
      const text = await repo.text(place.path);
      const line = text === undefined || place.line === undefined ? '' : linesOf(text).text(place.line);
      const target = /=>\s*(\S+)/.exec(line.replace(/\/\/.*$/, ''))?.[1];
      if (target === undefined) return { holds: false, why: 'the line replaces nothing' };
      if (!/^\.{0,2}\//.test(target)) return { holds: false, why: `\`${target}\` is a module, not a folder` };
      const folder = target.startsWith('/') ? undefined : resolveIn(folderOf(place.path), target);
      if (folder === undefined) return { holds: true, why: `\`${target}\` leads outside the repository` };
      const entry = folder === '' ? undefined : await repo.entry(folder);
      if (folder === '' || entry?.type === 'tree' || entry?.type === 'commit')
        return { holds: false, why: `git has ${folder === '' ? 'the root' : `${folder} (${entry?.type})`} there` };
      return { holds: true, why: `git has no tree ${folder} in this commit` };
    }),
};
