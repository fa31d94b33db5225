// Re-checks of commands that name what is not there: a script or action of a workflow, a make target. By git's
// entry, by the words of every Makefile, and by history.

import { heads, judgePlaces } from '../../judge-places.ts';
import { escaped, lastSeen, lineOf, spelled } from '../../reading/formats/entries.ts';
import { linesOf } from '../../reading/formats/lines.ts';
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

const MAKE_METHOD = 'Searched the text of every Makefile and included file for the target, and asked history whether it was ever there';
const MAKES = /^(GNU)?[Mm]akefile([._-].*)?$|\.(mk|mak|make)$|^Makefile\..*|^[Jj]ustfile$|^Taskfile\.ya?ml$/;

export const unknownMakeTargetRecheck: Recheck = {
  category: 'links/unknown-make-target',
  method: MAKE_METHOD,
  judge: (repo, claimed) =>
    judgePlaces(MAKE_METHOD, heads(claimed), async (place) => {
      const words =
        /\bg?make\s+([^;&|`]+)/
          .exec(await lineOf(repo, place))?.[1]
          ?.trim()
          .split(/\s+/) ?? [];
      const titled = /runs “make ([\w-]+)”/.exec(claimed.title)?.[1];
      const targets = words.filter((it) => /^[a-z][\w-]*$/i.test(it) && (titled === undefined || it === titled));
      if (targets.length === 0) return { holds: 'unknown', why: 'the line makes no target by its name' };
      const makefiles = repo.files.filter((it) => MAKES.test(baseName(it.path)));
      for (const target of targets) {
        let found = false;
        for (const { path } of makefiles) {
          const text = (await repo.text(path)) ?? '';
          const at = text.search(new RegExp(`^(?!\\t)[^#\\n]*(?<![\\w./-])${escaped(target)}(?![\\w./-])[^=\\n]*:(?!=)`, 'm'));
          if (at < 0) continue;
          found = true;
          const lines = linesOf(text);
          if (targets.length === 1)
            return {
              holds: false,
              why: `${path} has the target “${target}”`,
              evidence: [{ path, line: lines.at(at), quote: lines.text(lines.at(at)) }],
            };
          break;
        }
        if (found) continue;
        const pattern = await patternIn(
          makefiles.map((it) => it.path),
          (path) => repo.text(path),
        );
        if (pattern !== undefined) return { holds: 'unknown', why: `${pattern} has a rule that makes targets by a pattern` };
        const once = makefiles[0] && (await repo.introduced(makefiles[0].path, `${target}:`));
        return {
          holds: true,
          why: `no Makefile has “${target}”${once ? `; ${makefiles[0]?.path} did, from ${once.commit.slice(0, 10)} on` : ''}`,
        };
      }
      return { holds: false, why: `the Makefiles have ${targets.join(', ')}` };
    }),
};

async function patternIn(paths: string[], read: (path: string) => Promise<string | undefined>): Promise<string | undefined> {
  for (const path of paths) if (/^(%|\$[({])[^\n=]*:(?!=)|^\.DEFAULT:|\$\(eval/m.test((await read(path)) ?? '')) return path;
  return undefined;
}
