// Shipped code imports a package that its nearest manifest declares in no block: it works where somebody
// else's install happens to bring the package, and breaks where it does not.

import { isNews, isTouched } from '../news.ts';
import { isTest } from '../reading/paths.ts';
import { isOfRole } from '../reading/places.ts';
import { sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { importsOf, isGuarded, packageOf } from './imports.ts';
import { manifestAt, manifestPaths, manifestsAbove, nearestManifest, type PackageManifest, readManifest } from './manifest.ts';
import { shippedFrom } from './shipped.ts';
import { isManifestAlias, isSpared } from './spared.ts';

export const undeclaredImport: Rule = {
  id: 'deps/undeclared-import',
  says: 'shipped code imports a package that no block of its nearest manifest declares',
  async find(repo) {
    const hits: Hit[] = [];
    for (const path of manifestPaths(repo)) {
      if (!(await isOfRole(repo, path, ['production']))) continue;
      const manifest = await manifestAt(repo, path);
      // A manifest with no name and no block says only `"type": "module"`: it declares for nobody.
      if (!manifest || (manifest.declared.length === 0 && manifest.name === undefined)) continue;
      hits.push(...(await undeclaredIn(repo, manifest)));
    }
    return hits;
  },
};

async function undeclaredIn(repo: Repository, manifest: PackageManifest): Promise<Hit[]> {
  const hits: Hit[] = [];
  const told = new Set<string>();
  const before = await declaredBefore(repo, manifest);
  const { files, built } = await shippedFrom(repo, manifest);
  for (const path of [...files].sort()) {
    if (!repo.inScope(path) || isTest(path) || nearestManifest(repo, path) !== manifest.path) continue;
    if (!(await isOfRole(repo, path, ['production']))) continue;
    const source = await sourceOf(repo, path);
    if (source?.language !== 'javascript') continue;
    for (const it of importsOf(source)) {
      const name = packageOf(it.specifier);
      if (name === undefined || it.typeOnly || told.has(name) || isDeclared(manifest, name)) continue;
      if (!isNews(repo, path, it.line) && !before.has(name)) continue;
      if (
        isGuarded(source, it.offset) ||
        isForOnePlatform(name) ||
        isManifestAlias(manifest, name) ||
        (await isSpared(repo, manifest, it.specifier, name))
      )
        continue;
      if (await isHoistedOnPurpose(repo, manifest, name, built)) continue;
      told.add(name);
      hits.push({
        severity: 'major',
        title: `${path} imports ${name}, which ${manifest.path} does not declare`,
        claim: `${path}:${it.line} needs the package \`${name}\` at run time, and no block of ${manifest.path} names it. Whether it is there after an install of ${manifest.name ?? 'this package'} depends on other packages.`,
        evidence: [{ path, line: it.line, quote: source.lines.text(it.line) }],
        recommendation: `Declare \`${name}\` under "dependencies" in ${manifest.path}, or stop importing it.`,
        confidence: 0.9,
      });
    }
  }
  return hits;
}

/** The half of a native package that is made for one system is published with the other half, and declared while publishing. */
const isForOnePlatform = (name: string): boolean =>
  /(^|[-/])(wasm32-wasi|wasi|(linux|darwin|win32|windows|macos|freebsd|android)(-(x64|ia32|arm64?|arm|universal|riscv64|ppc64|s390x)[\w-]*)?)$/.test(
    name,
  );

const isDeclared = (manifest: PackageManifest, name: string): boolean =>
  manifest.declared.some((it) => it.name === name || it.name === typesOf(name));

/** `@types/x` without `x`: the name stands for types, or for what the platform brings. */
const typesOf = (name: string): string => `@types/${name.startsWith('@') ? name.slice(1).replace('/', '__') : name}`;

/** With a range: what the manifest declared before the change, so that taking it away counts as breaking. */
async function declaredBefore(repo: Repository, manifest: PackageManifest): Promise<ReadonlySet<string>> {
  if (!repo.change || !isTouched(repo, manifest.path)) return new Set();
  const text = await repo.change.textBefore(manifest.path);
  const older = text === undefined ? undefined : readManifest(manifest.path, text);
  return new Set(older?.declared.map((it) => it.name) ?? []);
}

/** A workspace's root brings it, for a package that nobody installs or that a build takes it into. */
async function isHoistedOnPurpose(repo: Repository, manifest: PackageManifest, name: string, built: boolean): Promise<boolean> {
  const above = (await manifestsAbove(repo, manifest.folder)).filter((it) => it.path !== manifest.path);
  return (manifest.isPrivate || built) && above.some((it) => isDeclared(it, name));
}
