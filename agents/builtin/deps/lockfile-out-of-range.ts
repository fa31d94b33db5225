// The manifest asks for a version that the lockfile does not have: a clean install either fails or installs something that nobody
// asked for.

import type { Evidence } from '../../../contracts/findings/finding.ts';
import { isChangedFile } from '../changed-lines.ts';
import { baseName, folderOf } from '../reading/paths.ts';
import { isOfRole } from '../reading/places.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { unmetInCargoLock } from './locks/cargo-lock.ts';
import { unmetInNpmLock } from './locks/npm-lock.ts';
import type { Unmet } from './unmet.ts';

type Lock = { manifest: string; rivals: readonly string[]; read(repo: Repository, lockfile: string): Promise<Unmet[]> };

const LOCKS: Readonly<Record<string, Lock>> = {
  'package-lock.json': {
    manifest: 'package.json',
    rivals: ['npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb', 'deno.lock'],
    read: unmetInNpmLock,
  },
  'Cargo.lock': { manifest: 'Cargo.toml', rivals: [], read: unmetInCargoLock },
};

export const lockfileOutOfRange: Rule = {
  id: 'deps/lockfile-out-of-range',
  says: 'a manifest asks for a version that its lockfile does not give',
  async find(repo) {
    const hits: Hit[] = [];
    for (const { path } of repo.files) {
      const name = baseName(path);
      const lock = Object.hasOwn(LOCKS, name) ? LOCKS[name] : undefined;
      if (lock === undefined || isOutlived(repo, path, lock.rivals)) continue;
      const manifest = `${path.slice(0, -name.length)}${lock.manifest}`;
      if (!repo.has(manifest) || !(await isOfRole(repo, manifest, ['production']))) continue;
      for (const it of await lock.read(repo, path)) {
        if (!repo.inScope(it.manifest) && !repo.inScope(it.lockfile)) continue;
        if (isChangedFile(repo, it.manifest) || isChangedFile(repo, it.lockfile)) hits.push(hitOf(it));
      }
    }
    return hits;
  },
};

/** Next to the lockfile of another package manager, or below one for the whole workspace, it may not be used any more. */
function isOutlived(repo: Repository, lockfile: string, rivals: readonly string[]): boolean {
  for (let folder = folderOf(lockfile); ; folder = folderOf(folder)) {
    const under = folder === '' ? '' : `${folder}/`;
    if ([baseName(lockfile), ...rivals].some((it) => under + it !== lockfile && repo.has(under + it))) return true;
    if (folder === '') return false;
  }
}

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
