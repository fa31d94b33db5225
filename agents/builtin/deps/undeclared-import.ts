// Shipped code imports a package that its nearest manifest does not declare: it works only where another package happens to install
// it.

import { isChangedFile, isChangedLine } from '../changed-lines.ts';
import { isTest } from '../reading/paths.ts';
import { isOfRole } from '../reading/places.ts';
import { sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { importsOf, isGuarded, packageOf } from './imports.ts';
import { manifestAt, manifestPaths, manifestsAbove, nearestManifest, type PackageManifest, readManifest } from './manifest.ts';
import { isManifestAlias, isNotPackage } from './not-packages.ts';
import { shippedFrom } from './shipped.ts';

export const undeclaredImport: Rule = {
  id: 'deps/undeclared-import',
  says: 'shipped code imports a package that no block of its nearest manifest declares',
  async find(repo) {
    const hits: Hit[] = [];
    for (const path of manifestPaths(repo)) {
      if (!(await isOfRole(repo, path, ['production']))) continue;
      const manifest = await manifestAt(repo, path);
      // A manifest without a name and dependency blocks only says `"type": "module"` and declares nothing for anyone.
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
      if (!isChangedLine(repo, path, it.line) && !before.has(name)) continue;
      if (
        isGuarded(source, it.offset) ||
        isForOnePlatform(name) ||
        isManifestAlias(manifest, name) ||
        (await isNotPackage(repo, manifest, it.specifier, name))
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

/** Platform-specific parts of native packages are published together with the main package and only declared at that time. */
const isForOnePlatform = (name: string): boolean =>
  /(^|[-/])(wasm32-wasi|wasi|(linux|darwin|win32|windows|macos|freebsd|android)(-(x64|ia32|arm64?|arm|universal|riscv64|ppc64|s390x)[\w-]*)?)$/.test(
    name,
  );

const isDeclared = (manifest: PackageManifest, name: string): boolean =>
  manifest.declared.some((it) => it.name === name || it.name === typesOf(name));

/** `@types/x` without `x`: the import is only for types, or the platform provides it. */
const typesOf = (name: string): string => `@types/${name.startsWith('@') ? name.slice(1).replace('/', '__') : name}`;

/** In a range: what the manifest declared before the change, so that removing it counts as a break. */
async function declaredBefore(repo: Repository, manifest: PackageManifest): Promise<ReadonlySet<string>> {
  if (!repo.change || !isChangedFile(repo, manifest.path)) return new Set();
  const text = await repo.change.textBefore(manifest.path);
  const older = text === undefined ? undefined : readManifest(manifest.path, text);
  return new Set(older?.declared.map((it) => it.name) ?? []);
}

/** The workspace root provides it, for a package that nobody installs or into which a build bundles it. */
async function isHoistedOnPurpose(repo: Repository, manifest: PackageManifest, name: string, built: boolean): Promise<boolean> {
  const above = (await manifestsAbove(repo, manifest.folder)).filter((it) => it.path !== manifest.path);
  return (manifest.isPrivate || built) && above.some((it) => isDeclared(it, name));
}
