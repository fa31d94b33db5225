// Names that look like packages and are not: aliases of compilers and bundlers, folders under a base
// path, other packages of the same repository, what the host program provides.

import { builtinModules } from 'node:module';
import { parseJson, stringsIn, textAt } from '../reading/formats/json.ts';
import { folderOf } from '../reading/paths.ts';
import type { Repository } from '../rule.ts';
import { manifestAt, manifestPaths, type PackageManifest } from './manifest.ts';

const PROVIDED = new Set([
  ...builtinModules.map((it) => it.split('/')[0] ?? it),
  'bun',
  'electron',
  'vscode',
  'obsidian',
  'k6',
  'deno',
  'wx',
]);

const CONFIG =
  /^((vite|vitest|webpack|rollup|rolldown|jest|babel|next|nuxt|vue|metro|craco|esbuild|tsup|rspack|astro|svelte|snowpack|gatsby-\w+)[.\w-]*\.(js|cjs|mjs|ts|mts|cts|json)|(ts|js)config[.\w-]*\.json|\.babelrc(\.js(on)?)?|\.swcrc|deno\.jsonc?|import_map\.json|import-map\.json|quasar\.config\.\w+|build\.\w+|gulpfile\.\w+)$/;

const namesKept = new WeakMap<Repository, Promise<ReadonlySet<string>>>();

/** The names of all packages in the tree. */
function packagesHere(repo: Repository): Promise<ReadonlySet<string>> {
  const before = namesKept.get(repo);
  if (before) return before;
  const reading = (async () => {
    const names = new Set<string>();
    for (const path of manifestPaths(repo)) {
      const name = (await manifestAt(repo, path))?.name;
      if (name !== undefined) names.add(name);
    }
    return names;
  })();
  namesKept.set(repo, reading);
  return reading;
}

export async function isSpared(repo: Repository, manifest: PackageManifest, specifier: string, name: string): Promise<boolean> {
  const head = specifier.split('/')[0] ?? specifier;
  // `uno.css`, `unfonts.css`: a bundler's plugin makes it up.
  if (/\.(css|scss|sass|less|styl|svg|png|json|vue|wasm)$/.test(specifier)) return true;
  if (PROVIDED.has(head) || name === manifest.name || (await packagesHere(repo)).has(name)) return true;
  // A compiler's base path: `components/button` out of `src/`.
  for (let folder = manifest.folder; ; folder = folderOf(folder)) {
    const under = folder === '' ? '' : `${folder}/`;
    for (const base of ['', 'src/', 'app/', 'lib/', 'source/', 'packages/']) {
      if (repo.hasFolder(`${under}${base}${head}`)) return true;
      if (['.ts', '.tsx', '.js', '.jsx', '.mjs', '.d.ts'].some((it) => repo.has(`${under}${base}${head}${it}`))) return true;
    }
    if (await isConfigured(repo, folder, head)) return true;
    if (folder === '') return isDeclaredAmbient(repo, manifest.folder, name);
  }
}

/** Some config in this folder names it: an alias, a path mapping, a module directory, an import map. */
async function isConfigured(repo: Repository, folder: string, head: string): Promise<boolean> {
  for (const path of configsIn(repo, folder)) {
    const text = await repo.text(path);
    if (
      text !== undefined &&
      new RegExp(`["'\`/^]${head.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}["'\`/$]|\\b${head.replace(/\W/g, '')}\\s*:`).test(text)
    )
      return true;
  }
  return false;
}

const configsKept = new WeakMap<Repository, Map<string, string[]>>();

function configsIn(repo: Repository, folder: string): string[] {
  let byFolder = configsKept.get(repo);
  if (!byFolder) {
    byFolder = new Map();
    for (const { path } of repo.files) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (!CONFIG.test(name)) continue;
      const at = folderOf(path);
      byFolder.set(at, [...(byFolder.get(at) ?? []), path]);
    }
    configsKept.set(repo, byFolder);
  }
  return ['', 'build', 'config', 'webpack', 'scripts', '.storybook'].flatMap(
    (it) => byFolder?.get([folder, it].filter((part) => part !== '').join('/')) ?? [],
  );
}

/** `declare module 'x'` in the package says that something else brings it. */
async function isDeclaredAmbient(repo: Repository, folder: string, name: string): Promise<boolean> {
  for (const { path } of repo.files) {
    if (!path.endsWith('.d.ts') || !(folder === '' || path.startsWith(`${folder}/`))) continue;
    const text = await repo.text(path);
    if (text !== undefined && new RegExp(`declare\\s+module\\s+['"]${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}['"]`).test(text))
      return true;
  }
  return false;
}

/** Names in the manifest itself that stand for something else: `browser`, `imports`, `jest`, `_moduleAliases` and their like. */
export function isManifestAlias(manifest: PackageManifest, name: string): boolean {
  const json = parseJson(manifest.text);
  if (json?.kind !== 'object') return false;
  return json.members.some(
    (it) =>
      [
        'browser',
        'imports',
        'jest',
        '_moduleAliases',
        'alias',
        'aliases',
        'babel',
        'paths',
        'react-native',
        'bundledDependencies',
        'bundleDependencies',
      ].includes(it.key) &&
      (stringsIn(it.value).some((string) => string.value === name) || textAt(it.value, name) !== undefined),
  );
}
