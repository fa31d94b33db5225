// Re-check of two lockfiles side by side: by what CI installs with, instead of by which files are there.

import { judgePlaces } from '../../judge-places.ts';
import { parseJson, textAt } from '../../reading/formats/json.ts';
import { baseName, folderOf } from '../../reading/paths.ts';
import { workflowsOf } from '../../reading/workflows.ts';
import type { Recheck, Repository } from '../../rule.ts';

const METHOD = 'Asked which package managers the workflows install with, and what `packageManager` says';

const INSTALLS: readonly [lockfile: string, manager: string, command: RegExp][] = [
  ['package-lock.json', 'npm', /\bnpm (ci|i|install)\b(?! -g)/],
  ['yarn.lock', 'yarn', /\byarn(\s+install|\s*$|\s+--)/m],
  ['pnpm-lock.yaml', 'pnpm', /\bpnpm (i|install)\b/],
  ['bun.lock', 'bun', /\bbun (i|install)\b/],
  ['poetry.lock', 'poetry', /\bpoetry install\b/],
  ['uv.lock', 'uv', /\buv sync\b/],
  ['pdm.lock', 'pdm', /\bpdm install\b/],
];

export const twoLockfilesRecheck: Recheck = {
  category: 'deps/two-lockfiles',
  method: METHOD,
  async judge(repo, claimed) {
    const said = (await workflowsOf(repo)).flatMap((it) => it.jobs.flatMap((job) => job.steps.map((step) => step.run ?? ''))).join('\n');
    const names = claimed.evidence.flatMap((it) => (it.path === undefined ? [] : [it.path]));
    const used = INSTALLS.filter(([lockfile, , command]) => names.some((path) => baseName(path) === lockfile) && command.test(said)).map(
      ([, manager]) => manager,
    );
    const chosen = await packageManager(repo, folderOf(names[0] ?? ''));
    return judgePlaces(METHOD, claimed, async ({ path }) => {
      if ((await repo.entry(path)) === undefined) return { holds: false, why: 'git has no such file in this commit' };
      if (used.length > 1) return { holds: false, why: `the workflows install with ${used.join(' and with ')}: both lockfiles are in use` };
      if (used.length === 1 || chosen !== undefined)
        return {
          holds: true,
          why: `${chosen === undefined ? `the workflows install only with ${used[0]}` : `packageManager is ${chosen}`}, so one of the two is unused`,
        };
      return { holds: 'unknown', why: 'neither workflows nor manifest say which package manager is meant' };
    });
  },
};

async function packageManager(repo: Repository, folder: string): Promise<string | undefined> {
  const text = await repo.text(folder === '' ? 'package.json' : `${folder}/package.json`);
  return text === undefined ? undefined : textAt(parseJson(text), 'packageManager');
}
