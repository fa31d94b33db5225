// Where the test of a file is, or would be by the conventions of this project. A file is a test by its name, or if it is among
// tests and does what tests of its language do.

import { languageOf } from '../reading/language.ts';
import { baseName, extensionOf, folderOf, isFixture, isTest } from '../reading/paths.ts';
import type { Repository } from '../rule.ts';

/** Empty if the project has no tests in the language of the file. */
export async function testsOf(repo: Repository, path: string): Promise<string[]> {
  if (isTest(path)) return [path];
  const kind = kindOf(path);
  const among = repo.files.map((it) => it.path).filter((it) => kindOf(it) === kind && isTest(it) && !isFixture(it));
  const name = stem(path);
  const tests = [...among.filter((it) => stem(it) !== bare(it)), ...(await unmarked(repo, among, kind, name))];
  const own = tests.find((it) => stem(it) === name && folderOf(it) === folderOf(path)) ?? tests.find((it) => stem(it) === name);
  if (own !== undefined) return [own];
  const habit = tests[0];
  if (habit === undefined) return (await testsItself(repo, path)) ? [path] : [];
  const called = baseName(habit).replace(stem(habit), () => name);
  const apart = folderOf(habit) !== '' && isTest(`${folderOf(habit)}/x`);
  const folder = apart ? folderOf(habit) : folderOf(path);
  return [folder === '' ? called : `${folder}/${called}`];
}

/** How many files are opened to see whether they are tests. */
const MOST_OPENED = 50;

async function unmarked(repo: Repository, among: readonly string[], kind: string, name: string): Promise<string[]> {
  const plain = among.filter((it) => stem(it) === bare(it));
  const nearestFirst = [...plain.filter((it) => stem(it) === name), ...plain.filter((it) => stem(it) !== name)].slice(0, MOST_OPENED);
  const read = await Promise.all(nearestFirst.map(async (path) => ({ path, text: (await repo.text(path)) ?? '' })));
  return read.filter(({ text }) => (DOES[kind] ?? /\btest|\bassert|\bexpect/i).test(text)).map(({ path }) => path);
}

/** Rust keeps tests in the file that they test. */
async function testsItself(repo: Repository, path: string): Promise<boolean> {
  if (kindOf(path) !== 'rust') return false;
  const sources = repo.files.filter((it) => kindOf(it.path) === 'rust').slice(0, MOST_OPENED);
  const texts = await Promise.all(sources.map((it) => repo.text(it.path)));
  return texts.some((text) => /#\[cfg\(test\)\]/.test(text ?? ''));
}

/** What a test of a language does, whatever its file is called. */
const DOES: Readonly<Record<string, RegExp>> = {
  javascript: /\b(?:test|it|describe|suite|context|specify)\b[.\w]*\s*\(|\bassert\b|\bexpect\s*\(/,
  python: /\bdef test|\bunittest\b|^\s*assert\b/m,
  rust: /#\[(?:\w+::)?test\b/,
  java: /@\w*Test\b|\bextends \w*TestCase\b/,
  kotlin: /@\w*Test\b/,
  csharp: /\[(?:Fact|Theory|Test\w*)\b/,
  ruby: /\b(?:describe|it|should)\b|\bdef test_/,
  php: /\bextends \w*TestCase\b|@test\b|#\[Test|\b(?:it|test)\(/,
  c: /\b(?:TEST\w*|BOOST_\w+|assert|CHECK\w*|ASSERT\w*|EXPECT\w*)\s*\(/,
};

/** `.ts` and `.jsx` are of one kind, and so are `.ex` and `.exs`. */
const kindOf = (path: string): string => languageOf(path) ?? extensionOf(path).replace(/^exs$/, 'ex');

const MARKED = /^test[_-]|[._-](?:test|spec)s?$/i;
const MARKED_CLASS = /^Test(?=[A-Z])|(?:Tests?|TestCase|Spec|IT)$/;

const bare = (path: string): string => baseName(path).replace(/\.\w+$/, '');

/** The subject of a test, by its name: `tides` for `test/tides.test.js` and `tests/test_tides.py`, `Tides` for `TidesTest.java`. */
function stem(path: string): string {
  const name = bare(path);
  const left = name.replace(MARKED, '');
  return left !== name ? left : (/^[A-Z]/.test(name) && name.replace(MARKED_CLASS, '')) || name;
}
