// Compares Cargo.lock with the Cargo.toml files it covers: for each crate from the registry, some locked version must be within the
// range.

import { globTest } from '../../../../runtime/globs.ts';
import { isWithin } from '../../../versions.ts';
import { linesOf } from '../../reading/formats/lines.ts';
import { inlineField, type TomlEntry, tomlEntries } from '../../reading/formats/toml.ts';
import { folderOf } from '../../reading/paths.ts';
import type { Repository } from '../../rule.ts';
import type { Unmet } from '../unmet.ts';

export async function unmetInCargoLock(repo: Repository, lockfile: string): Promise<Unmet[]> {
  const text = await repo.text(lockfile);
  if (text === undefined) return [];
  const lockLines = linesOf(text);
  const locked = lockedVersions(text);
  const unmet: Unmet[] = [];
  for (const path of await coveredBy(repo, folderOf(lockfile))) {
    const manifest = await repo.text(path);
    if (manifest === undefined) continue;
    const lines = linesOf(manifest);
    for (const it of tomlEntries(manifest).flatMap(askedBy)) {
      const versions = locked.get(it.name) ?? [];
      if (versions.some((version) => isWithin(version.text, it.range, 'cargo') !== false)) continue;
      const nearest = versions[0];
      unmet.push({
        manifest: path,
        line: it.line,
        quote: lines.text(it.line),
        name: it.name,
        range: it.range,
        lockfile,
        ...(nearest === undefined
          ? { searched: `name = "${it.name}"` }
          : {
              locked: { line: nearest.line, quote: lockLines.text(nearest.line), says: versions.map((version) => version.text).join(', ') },
            }),
      });
    }
  }
  return unmet;
}

/** A dependency with a version range from the registry; a path, a git source or `workspace = true` names no version here. */
function askedBy(it: TomlEntry): { name: string; range: string; line: number }[] {
  const table = /^(?:target\..+\.|workspace\.)?(?:dev-|build-)?dependencies$/;
  const own = /^(?:(?:target\..+\.|workspace\.)?(?:dev-|build-)?dependencies)\.([\w-]+)$/.exec(it.table);
  // [workspace.dependencies] may list dependencies that no member uses.
  if (it.table.startsWith('workspace.')) return [];
  if (own && it.key === 'version') return [];
  if (!table.test(it.table) || it.key.includes('.')) return [];
  if (it.isString) return [{ name: it.key, range: it.value, line: it.line }];
  const range = inlineField(it.value, 'version');
  if (range === undefined || ['path', 'git', 'workspace', 'registry'].some((field) => inlineField(it.value, field) !== undefined))
    return [];
  return [{ name: inlineField(it.value, 'package') ?? it.key, range, line: it.line }];
}

function lockedVersions(text: string): Map<string, { text: string; line: number }[]> {
  const locked = new Map<string, { text: string; line: number }[]>();
  let name = '';
  for (const it of tomlEntries(text)) {
    if (it.table !== 'package') continue;
    if (it.key === 'name') name = it.value;
    if (it.key === 'version') locked.set(name, [...(locked.get(name) ?? []), { text: it.value, line: it.line }]);
  }
  return locked;
}

/** The manifest beside the lockfile and the members that it names, unless versions are patched. */
async function coveredBy(repo: Repository, folder: string): Promise<string[]> {
  const under = folder === '' ? '' : `${folder}/`;
  const root = await repo.text(`${under}Cargo.toml`);
  if (root === undefined) return [];
  const entries = tomlEntries(root);
  if (entries.some((it) => it.table.startsWith('patch.') || it.table === 'replace')) return [];
  const listed = (key: string): string[] =>
    [...(entries.find((it) => it.table === 'workspace' && it.key === key)?.value ?? '').matchAll(/["']([^"']+)["']/g)].map(
      (it) => it[1] ?? '',
    );
  const excluded = listed('exclude');
  const members = listed('members').filter((it) => it !== '');
  const paths = repo.files
    .map((it) => it.path)
    .filter((it) => it.startsWith(under) && it.endsWith('/Cargo.toml'))
    .filter((it) => members.some((glob) => globTest(`${glob}/Cargo.toml`)(it.slice(under.length))))
    .filter((it) => !excluded.some((glob) => globTest(glob)(it.slice(under.length))));
  return [...new Set([`${under}Cargo.toml`, ...paths])];
}
