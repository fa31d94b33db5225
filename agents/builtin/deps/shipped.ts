// Which source files of a package reach its users: those that main, exports and bin name, or from which a build makes those, and
// everything they import by relative paths.

import { type JsonNode, memberAt, textAt } from '../reading/formats/json.ts';
import { folderOf, isFixture, isTest, resolveIn } from '../reading/paths.ts';
import { sourceOf } from '../reading/source.ts';
import type { Repository } from '../rule.ts';
import { importsOf } from './imports.ts';
import type { PackageManifest } from './manifest.ts';

export type Shipped = {
  files: Set<string>;
  /** Some entry is made by a build: a bundler may have included imports. */
  built: boolean;
};

const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx'];
const OUTPUT = /^(dist|build|out|output|lib|es|esm|cjs|umd|bundle|bundles|module|types|dist-\w+)\//;
/** `npm init` takes the first script it finds for `main`: a build configuration is no entry. */
const NO_ENTRY = /(^|\/)(gulpfile|gruntfile|[\w-]+\.config)(\.\w+)?\.[cm]?[jt]s$/i;
const kept = new WeakMap<Repository, Map<string, Promise<Shipped>>>();

export function shippedFrom(repo: Repository, manifest: PackageManifest): Promise<Shipped> {
  const known = kept.get(repo) ?? new Map<string, Promise<Shipped>>();
  kept.set(repo, known);
  const before = known.get(manifest.path);
  if (before) return before;
  const reading = reach(repo, manifest);
  known.set(manifest.path, reading);
  return reading;
}

async function reach(repo: Repository, manifest: PackageManifest): Promise<Shipped> {
  let built = false;
  const queue: string[] = [];
  for (const entry of entriesOf(manifest)) {
    const exact = fileFor(repo, manifest.folder, entry);
    if (exact !== undefined) {
      if (OUTPUT.test(entry) && /\.[cm]?tsx?$/.test(exact)) built = true;
      queue.push(exact);
      continue;
    }
    const origin = originOf(repo, manifest.folder, entry);
    if (origin !== undefined) queue.push(origin);
    built = true;
  }
  const files = new Set<string>();
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (files.has(path)) continue;
    files.add(path);
    const source = await sourceOf(repo, path);
    if (source?.language !== 'javascript') continue;
    for (const it of importsOf(source)) {
      if (!it.specifier.startsWith('.') || it.typeOnly) continue;
      const target = fileFor(repo, folderOf(path), it.specifier.replace(/\?.*$/, ''));
      if (target !== undefined && !isTest(target) && !isFixture(target)) queue.push(target);
    }
  }
  return { files, built };
}

/** Paths from the manifest, relative to the package's folder, without `./`. */
function entriesOf(manifest: PackageManifest): string[] {
  const named: string[] = [];
  for (const key of ['main', 'module', 'browser', 'source', 'jsnext:main']) {
    const value = textAt(manifest.json, key);
    if (value !== undefined) named.push(value);
  }
  named.push(...runtimeStrings(memberAt(manifest.json, 'bin')?.value), ...runtimeStrings(memberAt(manifest.json, 'exports')?.value));
  if (named.length === 0) named.push('index.js');
  const entries = new Set(named.map((it) => it.replace(/^\.\//, '')));
  return [...entries].filter((it) => it !== '' && !it.startsWith('.') && !it.includes('*') && !NO_ENTRY.test(it));
}

/** Targets of an exports map, except those under `types`. */
function runtimeStrings(node: JsonNode | undefined): string[] {
  switch (node?.kind) {
    case 'string':
      return /\.(json|css|scss|d\.[cm]?ts|wasm|vue|html)$/.test(node.value) ? [] : [node.value];
    case 'array':
      return node.items.flatMap(runtimeStrings);
    case 'object':
      return node.members.filter((it) => !it.key.startsWith('types')).flatMap((it) => runtimeStrings(it.value));
    default:
      return [];
  }
}

/** The file that a path without a definite extension refers to, as Node and TypeScript resolve it. */
function fileFor(repo: Repository, folder: string, relative: string): string | undefined {
  const path = resolveIn(folder, relative);
  if (path === undefined) return undefined;
  if (repo.has(path)) return path;
  const bare = path.replace(/\.([cm]?)jsx?$/, '');
  const candidates = [
    ...(bare === path ? [] : [`${bare}.ts`, `${bare}.tsx`, `${bare}.mts`, `${bare}.cts`]),
    ...ENDINGS.map((it) => path + it),
    ...ENDINGS.map((it) => `${path}/index${it}`),
  ];
  return candidates.find((it) => repo.has(it));
}

/** `dist/esm/parse.js` comes from `src/parse.ts`, by the convention of most builds. */
function originOf(repo: Repository, folder: string, entry: string): string | undefined {
  let rest = entry;
  for (let i = 0; i < 3 && OUTPUT.test(rest); i++) {
    rest = rest.replace(OUTPUT, '');
    const bare = rest.replace(/(\.(esm|cjs|umd|min|prod|development|production|browser|node|modern|module))*\.[cm]?jsx?$/, '');
    for (const place of ['src', 'source', 'lib']) {
      const found = fileFor(repo, folder, `${place}/${bare}`);
      if (found !== undefined && /\.[cm]?[jt]sx?$/.test(found)) return found;
    }
  }
  return ['src/index', 'source/index', 'src/main', 'lib/index'].map((it) => fileFor(repo, folder, it)).find((it) => it !== undefined);
}
