// The version of a project, from the nearest manifest above a file, and the oldest runtimes it says it supports.

import { parse, type SemVer } from 'semver';
import type { Repository } from '../rule.ts';
import { parseJson, textAt } from './formats/json.ts';
import { tomlEntries } from './formats/toml.ts';
import { folderOf } from './paths.ts';

export type ProjectVersion = { version: SemVer; written: string; names: readonly string[]; path: string };

const OTHER_MANIFESTS = [
  'package.js',
  'package.json',
  'bower.json',
  'component.json',
  'composer.json',
  'build.gradle',
  'build.gradle.kts',
  'CMakeLists.txt',
  'go.mod',
];

const kept = new WeakMap<Repository, Map<string, Promise<ProjectVersion | undefined>>>();

export function versionAbove(repo: Repository, path: string): Promise<ProjectVersion | undefined> {
  return inFolder(repo, folderOf(path));
}

function inFolder(repo: Repository, folder: string): Promise<ProjectVersion | undefined> {
  const byFolder = kept.get(repo) ?? new Map<string, Promise<ProjectVersion | undefined>>();
  kept.set(repo, byFolder);
  let found = byFolder.get(folder);
  if (!found) {
    found = readIn(repo, folder).then((here) => {
      if (here !== undefined || folder === '') return here;
      // A package of another kind has a version of its own, which is not read here.
      if (OTHER_MANIFESTS.some((name) => repo.has(`${folder}/${name}`))) return undefined;
      return inFolder(repo, folderOf(folder));
    });
    byFolder.set(folder, found);
  }
  return found;
}

async function readIn(repo: Repository, folder: string): Promise<ProjectVersion | undefined> {
  for (const [name, read] of READERS) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const text = repo.has(path) ? await repo.text(path) : undefined;
    const said = text === undefined ? undefined : read(text);
    const version = said?.version === undefined ? undefined : released(said.version);
    if (said?.version !== undefined && version)
      return { version, written: said.version, names: said.name === undefined ? [] : [said.name], path };
  }
  return undefined;
}

/** `2.3`, `2.3.1`, `2.3.0.dev1`, `2.3.0rc1`; 0.0.0 is a placeholder. */
function released(text: string): SemVer | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?[-.]?((?:dev|a|b|rc|alpha|beta|pre|SNAPSHOT)[\w.-]*)?/i.exec(text.trim());
  if (!match) return undefined;
  const numbers = [match[1], match[2], match[3] ?? 0].map(Number).join('.');
  return numbers === '0.0.0' ? undefined : (parse(`${numbers}${match[4] ? '-0' : ''}`) ?? undefined);
}

type DeclaredVersion = { version?: string | undefined; name?: string | undefined };

const READERS: [name: string, read: (text: string) => DeclaredVersion | undefined][] = [
  [
    'package.json',
    (text) => {
      const root = parseJson(text);
      return { version: textAt(root, 'version'), name: textAt(root, 'name') };
    },
  ],
  ['pyproject.toml', (text) => inToml(text, ['project', 'tool.poetry'])],
  ['Cargo.toml', (text) => inToml(text, ['package', 'workspace.package'])],
  [
    'setup.cfg',
    (text) => ({ version: /^version\s*=\s*(\d[\w.]*)\s*$/m.exec(text)?.[1], name: /^name\s*=\s*([\w.-]+)\s*$/m.exec(text)?.[1] }),
  ],
  [
    'setup.py',
    (text) => ({
      version: /\bversion\s*=\s*["'](\d[\w.]*)["']/.exec(text)?.[1],
      name: /\bname\s*=\s*["']([\w.-]+)["']/.exec(text)?.[1],
    }),
  ],
  ['__init__.py', (text) => ({ version: /^__version__\s*=\s*["'](\d[\w.]*)["']/m.exec(text)?.[1] })],
  ['__about__.py', (text) => ({ version: /^__version__\s*=\s*["'](\d[\w.]*)["']/m.exec(text)?.[1] })],
  ['version.py', (text) => ({ version: /^(?:__version__|VERSION|version)\s*=\s*["'](\d[\w.]*)["']/m.exec(text)?.[1] })],
  ['VERSION', (text) => ({ version: /^\s*v?(\d+\.\d+[\w.]*)\s*$/.exec(text)?.[1] })],
  ['version.rb', (text) => ({ version: /\bVERSION\s*=\s*["'](\d[\w.]*)["']/.exec(text)?.[1] })],
  ['pom.xml', (text) => pomVersion(text)],
];

function inToml(text: string, tables: readonly string[]): DeclaredVersion {
  const entries = tomlEntries(text).filter((it) => tables.includes(it.table) && it.isString);
  return { version: entries.find((it) => it.key === 'version')?.value, name: entries.find((it) => it.key === 'name')?.value };
}

function pomVersion(text: string): DeclaredVersion {
  const own = text.replace(/<parent>[\s\S]*?<\/parent>/, '').replace(/<(dependencies|build|profiles|dependencyManagement)>[\s\S]*/, '');
  return { version: /<version>(\d[\w.-]*)<\/version>/.exec(own)?.[1], name: /<artifactId>([\w.-]+)<\/artifactId>/.exec(own)?.[1] };
}
