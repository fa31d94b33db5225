// Code that users run imports a package which only developers get. Judged only where the manifest's entries
// are files of the tree, or a plain compiler makes them: a bundler takes its imports in.

import { isNews, isTouched } from '../news.ts';
import { isDocs, isExample, isFixture, isTest, isVendored } from '../reading/paths.ts';
import { sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { importsOf, isGuarded, packageOf } from './imports.ts';
import { manifestAt, manifestPaths, nearestManifest, type PackageManifest, readManifest } from './manifest.ts';
import { shippedFrom } from './shipped.ts';
import { isManifestAlias, isProvided } from './spared.ts';

const BUNDLER =
  /\b(rollup|rolldown|webpack|esbuild|tsup|tsdown|vite|parcel|ncc|unbuild|microbundle|bunchee|bun build|swc|browserify|obuild|father|nx|turbo|lerna|rslib|rspack|pkgroll|tsx|zile|wireit)\b/;

export const devDependencyShipped: Rule = {
  id: 'deps/dev-dependency-shipped',
  says: 'shipped code imports a package that is only a devDependency',
  async find(repo) {
    const hits: Hit[] = [];
    for (const path of manifestPaths(repo)) {
      if (isExample(path) || isFixture(path) || isTest(path) || isVendored(path) || isDocs(path)) continue;
      const manifest = await manifestAt(repo, path);
      if (manifest && !manifest.isPrivate && manifest.name !== undefined) hits.push(...(await shippedIn(repo, manifest)));
    }
    return hits;
  },
};

async function shippedIn(repo: Repository, manifest: PackageManifest): Promise<Hit[]> {
  const { files, built } = await shippedFrom(repo, manifest);
  if (built && !isOnlyCompiled(manifest)) return [];
  const moved = await movedToDev(repo, manifest);
  const hits: Hit[] = [];
  const told = new Set<string>();
  for (const path of [...files].sort()) {
    if (!repo.inScope(path) || isTest(path) || isVendored(path) || nearestManifest(repo, path) !== manifest.path) continue;
    const source = await sourceOf(repo, path);
    if (source?.language !== 'javascript') continue;
    for (const it of importsOf(source)) {
      const name = packageOf(it.specifier);
      if (name === undefined || it.typeOnly || told.has(name) || name === manifest.name || isProvided(name)) continue;
      const blocks = manifest.declared.filter((declared) => declared.name === name);
      const dev = blocks.find((declared) => declared.block === 'devDependencies');
      if (!dev || blocks.length > 1 || isManifestAlias(manifest, name)) continue;
      if (!isNews(repo, path, it.line) && !moved.has(name)) continue;
      if (isGuarded(source, it.offset)) continue;
      told.add(name);
      hits.push({
        severity: 'major',
        title: `${path} ships and imports ${name}, a devDependency of ${manifest.path}`,
        claim: `${path} is reached from the entries of ${manifest.path} and needs \`${name}\` at run time; ${manifest.path}:${dev.line} declares it for development only, so installing ${manifest.name ?? 'the package'} does not install it.`,
        evidence: [
          { path, line: it.line, quote: source.lines.text(it.line) },
          { path: manifest.path, line: dev.line, quote: manifest.lines.text(dev.line) },
        ],
        recommendation: `Move \`${name}\` from "devDependencies" to "dependencies".`,
        confidence: 0.9,
      });
    }
  }
  return hits;
}

/** `tsc` makes a file for a file and leaves every import where it was. */
const isOnlyCompiled = (manifest: PackageManifest): boolean =>
  manifest.scripts.some((it) => /(^|[\s/])tsc(\s|$)/.test(it)) &&
  !manifest.scripts.some((it) => BUNDLER.test(it)) &&
  !manifest.declared.some((it) => BUNDLER.test(it.name));

async function movedToDev(repo: Repository, manifest: PackageManifest): Promise<ReadonlySet<string>> {
  if (!repo.change || !isTouched(repo, manifest.path)) return new Set();
  const text = await repo.change.textBefore(manifest.path);
  const older = text === undefined ? undefined : readManifest(manifest.path, text);
  return new Set(older?.declared.filter((it) => it.block !== 'devDependencies').map((it) => it.name) ?? []);
}
