// The manifests that a lockfile at a workspace's root covers: its own and those its globs name.

import { globTest } from '../../../runtime/globs.ts';
import { memberAt, stringsIn } from '../reading/formats/json.ts';
import type { Repository } from '../rule.ts';
import { manifestAt, manifestPaths, type PackageManifest } from './manifest.ts';

export async function coveredManifests(repo: Repository, folder: string): Promise<PackageManifest[]> {
  const under = folder === '' ? '' : `${folder}/`;
  const root = await manifestAt(repo, `${under}package.json`);
  if (!root) return [];
  const workspaces = memberAt(root.json, 'workspaces')?.value;
  const globs = stringsIn(workspaces?.kind === 'object' ? memberAt(workspaces, 'packages')?.value : workspaces).map((it) =>
    it.value.replace(/^\.\//, '').replace(/\/$/, ''),
  );
  const covered = [root];
  for (const path of manifestPaths(repo)) {
    if (path === root.path || !path.startsWith(under)) continue;
    const within = path.slice(under.length);
    const named = globs.some((it) => !it.startsWith('!') && globTest(`${it}/package.json`)(within));
    const taken = globs.some((it) => it.startsWith('!') && globTest(`${it.slice(1)}/package.json`)(within));
    const manifest = named && !taken ? await manifestAt(repo, path) : undefined;
    if (manifest) covered.push(manifest);
  }
  return covered;
}

/** A name that the root forces to some version, whatever the ranges say. */
export function isForced(root: PackageManifest | undefined, name: string): boolean {
  if (!root) return false;
  return ['resolutions', 'overrides'].some((key) => {
    const node = memberAt(root.json, key)?.value ?? memberAt(root.json, 'pnpm', key)?.value;
    return node?.kind === 'object' && node.members.some((it) => new RegExp(`(^|[/>*])${escaped(name)}($|[@>/])`).test(it.key));
  });
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
