// The manifest asks for one thing and the lockfile was made for another: a clean install either fails or
// installs what nobody asked for.

import type { Evidence } from '../../../contracts/findings/finding.ts';
import { isTouched } from '../news.ts';
import { baseName, isFixture, isTest, isVendored } from '../reading/paths.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { unmetInCargoLock } from './locks/cargo-lock.ts';
import { unmetInGoSum } from './locks/go-sum.ts';
import { unmetInNpmLock } from './locks/npm-lock.ts';
import { unmetInPnpmLock } from './locks/pnpm-lock.ts';
import { unmetInYarnLock } from './locks/yarn-lock.ts';
import type { Unmet } from './unmet.ts';

const READERS: Record<string, (repo: Repository, lockfile: string) => Promise<Unmet[]>> = {
  'package-lock.json': unmetInNpmLock,
  'npm-shrinkwrap.json': unmetInNpmLock,
  'yarn.lock': unmetInYarnLock,
  'pnpm-lock.yaml': unmetInPnpmLock,
  'Cargo.lock': unmetInCargoLock,
  'go.sum': unmetInGoSum,
};

export const lockfileOutOfRange: Rule = {
  id: 'deps/lockfile-out-of-range',
  says: 'a manifest asks for a version that its lockfile does not give',
  async find(repo) {
    const hits: Hit[] = [];
    for (const { path, mode } of repo.files) {
      const name = baseName(path);
      const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
      if (!read || !mode.startsWith('100') || isFixture(path) || isTest(path) || isVendored(path)) continue;
      for (const it of await read(repo, path)) {
        if (!repo.inScope(it.manifest) && !repo.inScope(it.lockfile)) continue;
        if (!isTouched(repo, it.manifest) && !isTouched(repo, it.lockfile)) continue;
        hits.push(hitOf(it));
      }
    }
    return hits;
  },
};

function hitOf(it: Unmet): Hit {
  const evidence: Evidence[] = [{ path: it.manifest, line: it.line, quote: it.quote }];
  if (it.locked) evidence.push({ path: it.lockfile, line: it.locked.line, quote: it.locked.quote });
  else if (it.searched !== undefined) evidence.push({ searched: { pattern: it.searched, scope: it.lockfile } });
  return {
    severity: 'major',
    title: `${it.lockfile} does not give ${it.name} ${it.range}, which ${it.manifest} asks for`,
    claim: `${it.manifest}:${it.line} asks for \`${it.name}\` ${it.range}; ${it.lockfile} has ${it.locked ? it.locked.says : 'no entry for it'}. An install from the lockfile fails or installs something else.`,
    evidence,
    recommendation: `Regenerate ${it.lockfile} from ${it.manifest} and commit both together.`,
    confidence: 0.9,
  };
}
