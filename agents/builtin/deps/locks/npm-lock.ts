// Reads package-lock.json (and npm-shrinkwrap.json) in every version of the format: the version that npm would install for each
// name in the manifests that it covers.

import { isRange, isWithin } from '../../../versions.ts';
import { type JsonNode, memberAt, parseJson, textAt } from '../../reading/formats/json.ts';
import { linesOf } from '../../reading/formats/lines.ts';
import { folderOf } from '../../reading/paths.ts';
import type { Repository } from '../../rule.ts';
import { type Declared, manifestAt, type PackageManifest } from '../manifest.ts';
import type { Unmet } from '../unmet.ts';

export async function unmetInNpmLock(repo: Repository, lockfile: string): Promise<Unmet[]> {
  const text = await repo.text(lockfile);
  const json = text === undefined ? undefined : parseJson(text);
  if (text === undefined || json === undefined) return [];
  const lines = linesOf(text);
  const folder = folderOf(lockfile);
  const packages = memberAt(json, 'packages')?.value;
  const unmetBy = (it: Declared, manifest: PackageManifest, within: string): Unmet | undefined => {
    const range = it.range.startsWith('npm:') ? it.range.slice(it.range.lastIndexOf('@') + 1) : it.range;
    if (!isRange(range)) return undefined;
    const { line, name } = it;
    const asked = { manifest: manifest.path, line, quote: manifest.lines.text(line), name, range: it.range, lockfile };
    const found = installed(json, packages, within, name);
    if (found === 'linked') return undefined;
    if (found === 'absent') {
      return it.block === 'optionalDependencies' ? undefined : { ...asked, searched: packages ? `node_modules/${name}"` : `"${name}"` };
    }
    if (isWithin(found.version, range) !== false) return undefined;
    const at = lines.at(found.start);
    return { ...asked, locked: { line: at, quote: lines.text(at), says: found.version } };
  };

  const unmet: Unmet[] = [];
  for (const within of coveredFolders(packages)) {
    const manifest = await manifestAt(repo, join(folder, within, 'package.json'));
    const root = await manifestAt(repo, join(folder, '', 'package.json'));
    if (!manifest || !root) continue;
    const asked = manifest.declared.filter((it) => it.block !== 'peerDependencies' && !isOverridden(root, it.name));
    unmet.push(...asked.map((it) => unmetBy(it, manifest, within)).filter((it) => it !== undefined));
  }
  return unmet;
}

/** The root and the workspaces listed in the lockfile; version 1 knows only the root. */
function coveredFolders(packages: JsonNode | undefined): string[] {
  if (packages?.kind !== 'object') return [''];
  return packages.members.map((it) => it.key).filter((it) => !/(^|\/)node_modules\//.test(it) && !it.startsWith('..'));
}

type LockedVersion = { version: string; start: number } | 'absent' | 'linked';

function installed(json: JsonNode, packages: JsonNode | undefined, within: string, name: string): LockedVersion {
  if (packages === undefined) return versionOf(memberAt(json, 'dependencies', name)?.value);
  for (let at = within; ; at = folderOf(at)) {
    const found = memberAt(packages, at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`)?.value;
    if (found !== undefined) return versionOf(found);
    if (at === '') return 'absent';
  }
}

function versionOf(node: JsonNode | undefined): LockedVersion {
  if (node === undefined) return 'absent';
  const version = memberAt(node, 'version');
  const text = textAt(node, 'version');
  return version === undefined || text === undefined || memberAt(node, 'link') ? 'linked' : { version: text, start: version.keyStart };
}

/** `overrides` may replace any version by any other. */
const isOverridden = (root: PackageManifest, name: string): boolean => {
  const overrides = memberAt(root.json, 'overrides')?.value;
  return overrides !== undefined && root.text.slice(overrides.start, overrides.end).includes(`"${name}`);
};

const join = (folder: string, within: string, name: string): string => [folder, within, name].filter((it) => it !== '').join('/');
