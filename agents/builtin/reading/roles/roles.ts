// The role of a file, decided before anyone judges it. No single sign decides: what the project's tools exclude, what is beside it,
// who imports it, which language its package is written in, and, weakest, what it is called.

import type { Repository, TreeFile } from '../../rule.ts';
import { bracketPairs } from '../bracket-pairs.ts';
import { type Language, languageOf } from '../language.ts';
import { mask } from '../masks/mask.ts';
import {
  baseName,
  folderOf,
  isDocs,
  isExample,
  isFixture,
  isGenerated,
  isMinified,
  isSurelyVendored,
  isTest,
  isVendored,
  saysGenerated,
} from '../paths.ts';
import { attributesOf } from './attributes.ts';
import { companionOf } from './companions.ts';
import { importersIn } from './imported.ts';
import { leftOutBy } from './left-out.ts';

export type Role = 'production' | 'test' | 'fixture' | 'example' | 'documentation' | 'generated' | 'vendored';
export type Standing = { role: Role; why: string };
export type Roles = (path: string) => Promise<Standing>;

/** By the list of files, which all views of a tree share. */
const kept = new WeakMap<readonly TreeFile[], Roles>();

export function rolesOf(repo: Repository): Roles {
  const known = kept.get(repo.files) ?? readRoles(repo);
  kept.set(repo.files, known);
  return known;
}

function readRoles(repo: Repository): Roles {
  const said = once(() => Promise.all([leftOutBy(repo), attributesOf(repo)]));
  // Lazy, because every program is read for it.
  const imports = once(() => importersIn(repo));
  const companion = once(() => companionOf(repo));
  const packages = once(() => packagesIn(repo));
  const standings = new Map<string, Promise<Standing>>();
  return (path) => {
    const known = standings.get(path) ?? standingOf(path);
    standings.set(path, known);
    return known;
  };

  async function standingOf(path: string): Promise<Standing> {
    const [leftOut, attributed] = await said();
    const attribute = attributed(path);
    if (attribute === 'vendored' || attribute === 'generated' || attribute === 'documentation')
      return { role: attribute, why: 'marked in .gitattributes' };
    const language = languageOf(path);
    const text = language === undefined ? undefined : await repo.text(path);
    if (text !== undefined && (saysGenerated(text) || isMinified(text)))
      return { role: 'generated', why: 'marked in the text or minified' };

    const out = leftOut(path);
    const beside = companion()(path);
    const names = {
      fixture: isFixture(path),
      test: isTest(path),
      example: isExample(path),
      vendored: isVendored(path),
      generated: isGenerated(path),
    };
    const plain = out === undefined && beside === undefined && attribute === undefined && !Object.values(names).some((it) => it);
    const importers = plain || language === undefined ? undefined : (await imports())(path);
    const wanted = importers?.some((it) => isApart(it, path)) === true;
    if (names.generated && !wanted && (out !== undefined || !isWeaklyGenerated(path))) return { role: 'generated', why: 'by name' };
    if (names.vendored && (!wanted || isSurelyVendored(path))) return { role: 'vendored', why: 'by folder or name' };

    const unread = importers !== undefined && importers.length === 0 && !isRunByName(path);
    const among = names.test || names.fixture;
    const signs = [
      // Prose and data are excluded by tools that only read programs, or that would break their lines.
      sign(out?.broad || language === undefined ? 1 : 2, `left out by ${out?.by}`, out !== undefined),
      sign(2, 'called data in .gitattributes', attribute === 'data' && language !== undefined),
      sign(
        beside === 'twin' ? 3 : beside === 'sure' || (beside === 'seen' && among && unread) ? 2 : 1,
        'beside an expected output',
        beside !== undefined && (beside !== 'seen' || among),
      ),
      // If importers are unknown, the name is all there is.
      sign(importers === undefined ? 2 : 1, 'by name', names.fixture),
      // No Python test runner finds such a name, so only a test that reads it can use it.
      sign(among && language === 'python' ? 2 : 1, 'that nothing imports', unread),
      sign(1, 'in a package of another language', among && packages().isForeign(path)),
      sign(1, 'deep below a folder of tests', isDeepAmongTests(path)),
      sign(
        -1,
        'with tests',
        names.test && !isDeepAmongTests(path) && text !== undefined && TESTS.test(text) && (language !== 'python' || isRunByName(path)),
      ),
      sign(-2, 'imported from outside its folder', wanted),
      sign(-2, 'a package of the workspace', packages().isOfWorkspace(path)),
    ].flat();
    const weigh = () => signs.reduce((sum, it) => sum + it.weight, 0);
    if (weigh() === 1 && unread && text !== undefined && !isBalanced(path, text)) signs.push({ weight: 1, why: 'that do not parse' });
    // Outside of tests more signs are needed: a tool may exclude a program, and nobody imports a script.
    if (weigh() >= (among ? 2 : 3)) return { role: 'fixture', why: heaviest(signs) };
    if (names.example && !wanted) return { role: 'example', why: 'by folder' };
    if (names.test) return { role: 'test', why: '' };
    return isDocs(path) ? { role: 'documentation', why: 'by folder or ending' } : { role: 'production', why: '' };
  }
}

type Sign = { weight: number; why: string };
const sign = (weight: number, why: string, holds: boolean): Sign[] => (holds ? [{ weight, why }] : []);

/** Folders into which builds write, but in which people also write programs. */
const isWeaklyGenerated = (path: string): boolean => !isGenerated(path.replace(/(^|\/)(build|out|target|coverage)(?=\/)/gi, '$1_'));

function once<Out>(make: () => Out): () => Out {
  let made: { out: Out } | undefined;
  return () => {
    made ??= { out: make() };
    return made.out;
  };
}

const heaviest = (signs: readonly { weight: number; why: string }[]): string => signs.toSorted((a, b) => b.weight - a.weight)[0]?.why ?? '';

/** A test that a test runner finds by its name. */
const isRunByName = (path: string): boolean =>
  /([._-]((unit|integration)?tests?|specs?|e2e|cy)\.\w+|(^|\/)(tests?[^/]*|[^/]+_tests?|conftest|__init__)\.py|_test\.go|_spec\.rb)$/.test(
    path,
  ) || /(^|\/)__tests__\/[^/]+$/.test(path);

/** What a test does, whatever its file. */
const TESTS = /^[ \t]*(?:(?:describe|it|test|suite|context)\s*(?:\.\w+)*\(|(?:async )?def test|@Test\b|#\[test\]|func Test[A-Z])/m;

/** From another folder than the file's own and those below it, and not by a test. */
const isApart = (importer: string, path: string): boolean => {
  const top = path.split('/').slice(0, 2).join('/');
  return (
    !isTest(importer) &&
    !isFixture(importer) &&
    !importer.startsWith(`${folderOf(path)}/`) &&
    !(isFixture(path) && importer.startsWith(`${top}/`) && isTest(path))
  );
};

/** Three or more folders below the tests: usually test cases, seldom tests. */
const isDeepAmongTests = (path: string): boolean =>
  !isRunByName(path) && /(^|\/)(tests?|specs?|spec)\/([^/]+\/){3,}[^/]+$/i.test(path) && !/\/(java|kotlin|scala|groovy)\//.test(path);

const MANIFESTS: readonly (readonly [RegExp, readonly Language[]])[] = [
  [/^(package|deno)\.jsonc?$/, ['javascript']],
  [/^(pyproject\.toml|setup\.(py|cfg))$/, ['python']],
  [/^Cargo\.toml$/, ['rust']],
  [/^go\.mod$/, ['go']],
  [/^(Gemfile|[\w.-]+\.gemspec)$/, ['ruby']],
  [/^composer\.json$/, ['php']],
  [/^(pom\.xml|build\.gradle(\.kts)?)$/, ['java', 'kotlin']],
  [/\.csproj$/, ['csharp']],
  [/^(CMakeLists\.txt|Makefile\.am|meson\.build|configure\.ac)$/, ['c']],
];

/** The languages of the packages in the tree, and which of them a workspace names. */
function packagesIn(repo: Repository): { isForeign(path: string): boolean; isOfWorkspace(path: string): boolean } {
  const languages = new Map<string, Set<Language>>();
  for (const { path } of repo.files) {
    const found = MANIFESTS.find(([name]) => name.test(baseName(path)));
    if (!found) continue;
    const known = languages.get(folderOf(path)) ?? new Set<Language>();
    languages.set(folderOf(path), known);
    for (const it of found[1]) known.add(it);
  }
  const nearest = (path: string): { folder: string; languages: ReadonlySet<Language> } | undefined => {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      const found = languages.get(folder);
      if (found || folder === '') return found && { folder, languages: found };
    }
  };
  return {
    isForeign(path) {
      const language = languageOf(path);
      const own = nearest(path);
      return (
        language !== undefined &&
        language !== 'shell' &&
        language !== 'yaml' &&
        language !== 'toml' &&
        own !== undefined &&
        !own.languages.has(language)
      );
    },
    // A package with sources of its own outside of tests, whether or not it is called `playground` or `samples`.
    isOfWorkspace(path) {
      const own = nearest(path);
      if (own === undefined || own.folder === '' || isTest(`${own.folder}/x`)) return false;
      return isFixture(`${own.folder}/x`) && !isFixture(path.slice(own.folder.length + 1)) && repo.hasFolder(`${own.folder}/src`);
    },
  };
}

function isBalanced(path: string, text: string): boolean {
  const language = languageOf(path);
  if (language === undefined || language === 'shell' || language === 'yaml' || language === 'toml') return true;
  const { code } = mask(text, language);
  const opened = code.match(/[([{]/g)?.length ?? 0;
  const closed = code.match(/[)\]}]/g)?.length ?? 0;
  return opened === closed && bracketPairs(code).size === opened;
}
