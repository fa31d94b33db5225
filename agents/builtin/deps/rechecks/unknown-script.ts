// Re-check of a package script that does not exist: by the text of every package.json and task runner file, and by history, instead
// of by parsed scripts.

import { heads, judgePlaces } from '../../judge-places.ts';
import { escaped, lineOf } from '../../reading/formats/entries.ts';
import { linesOf } from '../../reading/formats/lines.ts';
import { baseName } from '../../reading/paths.ts';
import type { Recheck } from '../../rule.ts';

const METHOD = 'Searched the text of every manifest and task file for the name, and asked history whether it was ever there';
const TASKS = /^(package\.json5?|turbo\.json|nx\.json|project\.json|lerna\.json|deno\.jsonc?|package\.ya?ml|\.wireit.*)$/;

export const unknownScriptRecheck: Recheck = {
  category: 'links/unknown-script',
  method: METHOD,
  judge: (repo, claimed) =>
    judgePlaces(METHOD, heads(claimed), async (place) => {
      const script = /\b(?:run|run-script)\s+(?:-\S+\s+)*([\w:./-]*\w)/.exec(await lineOf(repo, place))?.[1];
      if (script === undefined) return { holds: 'unknown', why: 'the line runs no script by a name' };
      for (const { path } of repo.files) {
        if (!TASKS.test(baseName(path))) continue;
        const text = (await repo.text(path)) ?? '';
        const at = text.search(new RegExp(`["']?${escaped(script)}["']?\\s*:`));
        if (at < 0) continue;
        const lines = linesOf(text);
        return {
          holds: false,
          why: `${path} has “${script}”`,
          evidence: [{ path, line: lines.at(at), quote: lines.text(lines.at(at)) }],
        };
      }
      const once = await repo.introduced('package.json', `"${script}":`);
      return {
        holds: true,
        why: `no manifest of the tree has “${script}”${once ? `; package.json did, from ${once.commit.slice(0, 10)} of ${once.date.slice(0, 10)} on` : ''}`,
        evidence: [{ searched: { pattern: `"${script}"`, scope: '**/package.json' } }],
      };
    }),
};
