// A package.json as the rules need it: the names that it declares, in which block and on which line.

import { type JsonMember, type JsonNode, memberAt, parseJson, stringsIn, textAt } from '../reading/formats/json.ts';
import { type Lines, linesOf } from '../reading/formats/lines.ts';
import { baseName, folderOf } from '../reading/paths.ts';
import type { Repository } from '../rule.ts';

export const BLOCKS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;
export type Block = (typeof BLOCKS)[number];
export type Declared = { name: string; range: string; block: Block; line: number };

export type PackageManifest = {
  path: string;
  folder: string;
  text: string;
  lines: Lines;
  json: JsonNode;
  name: string | undefined;
  isPrivate: boolean;
  declared: Declared[];
  scripts: string[];
};

const kept = new WeakMap<Repository, Map<string, Promise<PackageManifest | undefined>>>();

export function manifestAt(repo: Repository, path: string): Promise<PackageManifest | undefined> {
  const manifests = kept.get(repo) ?? new Map<string, Promise<PackageManifest | undefined>>();
  kept.set(repo, manifests);
  const known = manifests.get(path);
  if (known) return known;
  const reading = repo.text(path).then((text) => (text === undefined ? undefined : readManifest(path, text)));
  manifests.set(path, reading);
  return reading;
}

export function readManifest(path: string, text: string): PackageManifest | undefined {
  const json = parseJson(text);
  if (json?.kind !== 'object') return undefined;
  const lines = linesOf(text);
  const isPrivate = memberAt(json, 'private')?.value;
  return {
    path,
    folder: folderOf(path),
    text,
    lines,
    json,
    name: textAt(json, 'name'),
    isPrivate: isPrivate?.kind === 'other' && isPrivate.value === true,
    declared: BLOCKS.flatMap((block) =>
      membersOf(memberAt(json, block)).flatMap(({ key, keyStart, value }) =>
        value.kind === 'string' ? [{ name: key, range: value.value, block, line: lines.at(keyStart) }] : [],
      ),
    ),
    scripts: stringsIn(memberAt(json, 'scripts')?.value).map((it) => it.value),
  };
}

const membersOf = (member: JsonMember | undefined): JsonMember[] => (member?.value.kind === 'object' ? member.value.members : []);

/** Paths of every package.json of the tree, deepest first. */
export function manifestPaths(repo: Repository): string[] {
  return repo.files
    .filter((it) => baseName(it.path) === 'package.json' && it.mode.startsWith('100'))
    .map((it) => it.path)
    .sort((a, b) => b.split('/').length - a.split('/').length || (a < b ? -1 : 1));
}

/** The nearest package.json at or above a file, as Node looks for it. */
export function nearestManifest(repo: Repository, path: string): string | undefined {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const candidate = folder === '' ? 'package.json' : `${folder}/package.json`;
    if (repo.has(candidate)) return candidate;
    if (folder === '') return undefined;
  }
}

/** Every package.json at or above a folder, nearest first. */
export async function manifestsAbove(repo: Repository, folder: string): Promise<PackageManifest[]> {
  const found: PackageManifest[] = [];
  for (let at = folder; ; at = folderOf(at)) {
    const manifest = await manifestAt(repo, at === '' ? 'package.json' : `${at}/package.json`);
    if (manifest) found.push(manifest);
    if (at === '') return found;
  }
}
