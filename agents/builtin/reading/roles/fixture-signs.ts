// Whether a file is a fixture, which a test reads or runs: no sign decides alone, so each has a weight.

import { bracketPairs } from '../bracket-pairs.ts';
import { languageOf } from '../language.ts';
import { mask } from '../masks/mask.ts';
import type { FileFacts } from './file-facts.ts';
import type { Packages } from './packages.ts';

export type FixtureSign = { weight: number; why: string };

/** The signs by which a file is a fixture; undefined if they are too weak. */
export function fixtureSigns(facts: FileFacts, packages: Packages): FixtureSign[] | undefined {
  const { path, text, names } = facts;
  const signs = [...signsFor(facts, packages), ...signsAgainst(facts, packages)];
  const weight = (): number => signs.reduce((sum, it) => sum + it.weight, 0);
  if (weight() === 1 && isUnread(facts) && text !== undefined && !isBalanced(path, text))
    signs.push({ weight: 1, why: 'that do not parse' });
  // Outside of tests more signs are needed: a tool may exclude a program, and nobody imports a script.
  return weight() >= (isAmongTests(names) ? 2 : 3) ? signs : undefined;
}

function signsFor(facts: FileFacts, packages: Packages): FixtureSign[] {
  const { path, language, isCalledData, leftOut, names, importers } = facts;
  const isProgram = language !== undefined;
  const isAmong = isAmongTests(names);
  const signs: FixtureSign[] = [];
  // Prose and data are excluded by tools that only read programs, or that would break their lines.
  if (leftOut !== undefined) signs.push({ weight: leftOut.broad || !isProgram ? 1 : 2, why: `left out by ${leftOut.by}` });
  if (isCalledData && isProgram) signs.push({ weight: 2, why: 'called data in .gitattributes' });
  signs.push(...companionSign(facts));
  // If importers are unknown, the name is all there is.
  if (names.fixture) signs.push({ weight: importers === undefined ? 2 : 1, why: 'by name' });
  // No Python test runner finds such a name, so only a test that reads it can use it.
  if (isUnread(facts)) signs.push({ weight: isAmong && language === 'python' ? 2 : 1, why: 'that nothing imports' });
  if (isAmong && packages.isForeign(path)) signs.push({ weight: 1, why: 'in a package of another language' });
  if (isDeepAmongTests(path)) signs.push({ weight: 1, why: 'deep below a folder of tests' });
  return signs;
}

function companionSign(facts: FileFacts): FixtureSign[] {
  const { beside, names } = facts;
  const why = 'beside an expected output';
  switch (beside) {
    case undefined:
      return [];
    case 'twin':
      return [{ weight: 3, why }];
    case 'sure':
      return [{ weight: 2, why }];
    case 'likely':
      return [{ weight: 1, why }];
    case 'seen':
      return isAmongTests(names) ? [{ weight: isUnread(facts) ? 2 : 1, why }] : [];
  }
}

function signsAgainst({ path, language, text, names, isWanted }: FileFacts, packages: Packages): FixtureSign[] {
  const signs: FixtureSign[] = [];
  const hasTests = names.test && !isDeepAmongTests(path) && text !== undefined && TESTS.test(text);
  if (hasTests && (language !== 'python' || isRunByName(path))) signs.push({ weight: -1, why: 'with tests' });
  if (isWanted) signs.push({ weight: -2, why: 'imported from outside its folder' });
  if (packages.isOfWorkspace(path)) signs.push({ weight: -2, why: 'a package of the workspace' });
  return signs;
}

const isAmongTests = ({ test, fixture }: FileFacts['names']): boolean => test || fixture;

/** Nothing imports it, and no test runner runs it. */
const isUnread = ({ path, importers }: FileFacts): boolean => importers?.length === 0 && !isRunByName(path);

/** A test that a test runner finds by its name. */
const isRunByName = (path: string): boolean =>
  /([._-]((unit|integration)?tests?|specs?|e2e|cy)\.\w+|(^|\/)(tests?[^/]*|[^/]+_tests?|conftest|__init__)\.py|_test\.go|_spec\.rb)$/.test(
    path,
  ) || /(^|\/)__tests__\/[^/]+$/.test(path);

/** What a test does, whatever its file. */
const TESTS = /^[ \t]*(?:(?:describe|it|test|suite|context)\s*(?:\.\w+)*\(|(?:async )?def test|@Test\b|#\[test\]|func Test[A-Z])/m;

/** Three or more folders below the tests: usually test cases, seldom tests. */
const isDeepAmongTests = (path: string): boolean =>
  !isRunByName(path) && /(^|\/)(tests?|specs?|spec)\/([^/]+\/){3,}[^/]+$/i.test(path) && !/\/(java|kotlin|scala|groovy)\//.test(path);

function isBalanced(path: string, text: string): boolean {
  const language = languageOf(path);
  if (language === undefined || language === 'shell' || language === 'yaml' || language === 'toml') return true;
  const { code } = mask(text, language);
  const opened = code.match(/[([{]/g)?.length ?? 0;
  const closed = code.match(/[)\]}]/g)?.length ?? 0;
  return opened === closed && bracketPairs(code).size === opened;
}
