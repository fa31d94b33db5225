// pnpm-lock.yaml: it repeats the range of every manifest it was made from as the `specifier`. A specifier that
// is not the manifest's range means `pnpm install --frozen-lockfile` fails.

import { isRange } from '../../../versions.ts';
import { linesOf } from '../../reading/formats/lines.ts';
import { folderOf, resolveIn } from '../../reading/paths.ts';
import type { Repository } from '../../rule.ts';
import { manifestAt } from '../manifest.ts';
import type { Unmet } from '../unmet.ts';
import { isForced } from '../workspaces.ts';

type Specifier = { text: string; line: number };

export async function unmetInPnpmLock(repo: Repository, lockfile: string): Promise<Unmet[]> {
  const text = await repo.text(lockfile);
  if (text === undefined) return [];
  const folder = folderOf(lockfile);
  if (['.pnpmfile.cjs', '.pnpmfile.mjs', 'pnpmfile.js'].some((it) => repo.has(folder === '' ? it : `${folder}/${it}`))) return [];
  const lines = linesOf(text);
  const root = await manifestAt(repo, folder === '' ? 'package.json' : `${folder}/package.json`);
  const unmet: Unmet[] = [];
  for (const [importer, specifiers] of importersOf(text)) {
    const within = resolveIn(folder, importer);
    const manifest = within === undefined ? undefined : await manifestAt(repo, within === '' ? 'package.json' : `${within}/package.json`);
    if (!manifest || specifiers.size === 0) continue;
    for (const it of manifest.declared) {
      if (it.block === 'peerDependencies' || !isRange(it.range) || isForced(root, it.name) || isOverridden(text, it.name)) continue;
      const specifier = specifiers.get(it.name);
      if (specifier?.text === it.range || (specifier === undefined && it.block === 'optionalDependencies')) continue;
      // A range in two blocks is locked once.
      if (manifest.declared.some((other) => other.name === it.name && other.range === specifier?.text)) continue;
      unmet.push({
        manifest: manifest.path,
        line: it.line,
        quote: manifest.lines.text(it.line),
        name: it.name,
        range: it.range,
        lockfile,
        ...(specifier === undefined
          ? { searched: ` ${quoted(it.name)}:` }
          : { locked: { line: specifier.line, quote: lines.text(specifier.line), says: specifier.text } }),
      });
    }
  }
  return unmet;
}

/** Read by indentation, which pnpm itself writes: the file is often too long for a YAML parser to be quick. */
export function importersOf(text: string): Map<string, Map<string, Specifier>> {
  const importers = new Map<string, Map<string, Specifier>>();
  const ofRoot = new Map<string, Specifier>();
  let section = '';
  let importer = '';
  let block = '';
  let name = '';
  text.split('\n').forEach((raw, index) => {
    const match = /^( *)(.+?):(?: (.*))?$/.exec(raw.replace(/\r$/, ''));
    if (!match) return;
    const depth = (match[1] ?? '').length / 2;
    const key = unquoted(match[2] ?? '');
    const value = unquoted(match[3] ?? '');
    if (depth === 0) {
      section = key;
      importer = '';
      block = key;
      name = '';
    } else if (section === 'importers') {
      if (depth === 1) {
        importer = key;
        importers.set(key, new Map());
      } else if (depth === 2) block = key;
      else if (depth === 3) {
        name = key;
        if (block === 'specifiers') importers.get(importer)?.set(key, { text: value, line: index + 1 });
      } else if (depth === 4 && key === 'specifier') importers.get(importer)?.set(name, { text: value, line: index + 1 });
    } else if (section === 'specifiers' && depth === 1) {
      ofRoot.set(key, { text: value, line: index + 1 });
    } else if (/^(dev|optional)?dependencies$/i.test(section)) {
      if (depth === 1) name = key;
      else if (depth === 2 && key === 'specifier') ofRoot.set(name, { text: value, line: index + 1 });
    }
  });
  if (importers.size === 0) importers.set('.', ofRoot);
  return importers;
}

function isOverridden(text: string, name: string): boolean {
  const overrides = /^overrides:\n((?: .*\n?)*)/m.exec(text)?.[1] ?? '';
  return overrides.split('\n').some((it) => it.includes(name));
}

const unquoted = (text: string): string => text.replace(/^(['"])(.*)\1$/, '$2');
const quoted = (name: string): string => (name.startsWith('@') ? `'${name}'` : name);
