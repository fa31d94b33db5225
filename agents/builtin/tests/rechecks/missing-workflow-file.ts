// Re-check of a workflow that names a script or action which does not exist: by git's entry and by history.

import { heads, judgePlaces } from '../../judge-places.ts';
import { escaped, lastSeen, lineOf, spelled } from '../../reading/formats/entries.ts';
import { baseName, resolveIn } from '../../reading/paths.ts';
import type { Recheck } from '../../rule.ts';

const WORKFLOW_METHOD = 'Asked git for an entry of each path on the line, and for the same name anywhere else';

export const missingWorkflowFileRecheck: Recheck = {
  category: 'links/missing-workflow-file',
  method: WORKFLOW_METHOD,
  judge: (repo, claimed) =>
    judgePlaces(WORKFLOW_METHOD, heads(claimed), async (place) => {
      const line = (await lineOf(repo, place)).replace(/\s#.*$/, '');
      const named = [...line.matchAll(/(?<![\w@${}])(\.{0,2}\/?[\w./-]*\w)(?=["'\s;&|)]|$)/g)]
        .map((it) => it[1] ?? '')
        .filter((it) => it.startsWith('./') || /\.(sh|bash|py|[cm]?js|ts|rb|pl|ps1)$/.test(it));
      if (named.length === 0) return { holds: 'unknown', why: 'the line names no file that could be asked for' };
      for (const name of named) {
        const path = resolveIn('', name);
        if (path === undefined || path === '') continue;
        if (await spelled(repo, path, ['', '/action.yml', '/action.yaml', '/Dockerfile'])) continue;
        const elsewhere = repo.files.find((it) => baseName(it.path) === baseName(path));
        const made = new RegExp(`(>|-o|tee|cp|mv|curl|wget)\\s[^\\n]*${escaped(baseName(path))}`).test((await repo.text(place.path)) ?? '');
        if (made) return { holds: 'unknown', why: `the workflow has a command that may make ${name}` };
        const seen = await lastSeen(repo, path);
        if (elsewhere && seen === 'history never had it')
          return {
            holds: 'unknown',
            why: `git has no entry for ${path}, but ${elsewhere.path} has its name: the step may run in another folder`,
          };
        return { holds: true, why: `git has no entry for ${path}; ${seen}` };
      }
      return { holds: false, why: `git has ${named.join(', ')}` };
    }),
};
