// Lockfiles of two package managers side by side: each install follows one and lets the other grow stale.

import { isTouched } from '../news.ts';
import { folderOf, isFixture, isTest, isVendored } from '../reading/paths.ts';
import type { Hit, Rule } from '../rule.ts';

/** npm prefers its shrinkwrap, bun can write yarn.lock for others, deno keeps its own beside npm's: no conflict. */
const FAMILIES: { of: string; rivals: { name: string; manager: string }[] }[] = [
  {
    of: 'package.json',
    rivals: [
      { name: 'package-lock.json', manager: 'npm' },
      { name: 'yarn.lock', manager: 'yarn' },
      { name: 'pnpm-lock.yaml', manager: 'pnpm' },
      { name: 'bun.lock', manager: 'bun' },
    ],
  },
  {
    of: 'pyproject.toml',
    rivals: [
      { name: 'poetry.lock', manager: 'poetry' },
      { name: 'uv.lock', manager: 'uv' },
      { name: 'pdm.lock', manager: 'pdm' },
    ],
  },
];

export const twoLockfiles: Rule = {
  id: 'deps/two-lockfiles',
  says: 'lockfiles of two package managers in the same folder',
  async find(repo) {
    const hits: Hit[] = [];
    for (const { of, rivals } of FAMILIES) {
      for (const { path } of repo.files.filter((it) => it.path === of || it.path.endsWith(`/${of}`))) {
        if (isFixture(path) || isTest(path) || isVendored(path)) continue;
        const folder = folderOf(path);
        const there = rivals
          .map((it) => ({ ...it, path: folder === '' ? it.name : `${folder}/${it.name}` }))
          .filter((it) => repo.has(it.path));
        if (there.length < 2 || !there.some((it) => repo.inScope(it.path))) continue;
        if (repo.change && !there.some((it) => repo.change?.added.has(`${it.path}:1`))) continue;
        if (!there.some((it) => isTouched(repo, it.path))) continue;
        const names = there.map((it) => `${it.path} (${it.manager})`).join(' and ');
        hits.push({
          severity: 'minor',
          title: `${there.map((it) => it.name).join(' and ')} are both in ${folder === '' ? 'the root' : folder}`,
          claim: `${names} lock the same manifest ${path}. An install with one does not test the other, and the two drift apart.`,
          evidence: there.map((it) => ({ path: it.path, line: 1 })),
          recommendation: 'Keep the lockfile of the package manager that CI uses and delete the other.',
          confidence: 0.9,
        });
      }
    }
    return hits;
  },
};
