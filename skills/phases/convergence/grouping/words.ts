// The comparable words of a finding: paths and identifiers separated from language; lower case, without endings, without words that
// say nothing.

/** In backticks, dotted, called, in camel or snake case, or a shell variable. */
const NAME =
  /`([^`\n]+)`|\$?\b[A-Za-z_][\w$]*(?:(?:\.|::|->)[A-Za-z_]\w*)+|\b[A-Za-z_]\w*\(|\b[a-z]+[A-Z]\w*|\b[A-Z][a-z]+[A-Z]\w*|\b\w*[a-z0-9]_[a-z0-9]\w*|\$\{?\w+|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g;
const PATH = /\S*[\w.-]\/[\w.*-]\S*|\S+\.[a-z]{1,4}\b/g;

export const namesIn = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.matchAll(NAME)]
      .map(([name]) =>
        name
          .replace(/[`$(){}]/g, '')
          .trim()
          .toLowerCase(),
      )
      .filter((name) => name !== ''),
  );

/** The paths in a text. A relative path matches an absolute one that ends in it. */
export const pathsIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(PATH)].map(([path]) => path.replace(/^[^\w.]+|[^\w]+$/g, '').toLowerCase()).filter((path) => path.length > 3));

export const withoutNames = (text: string): string => text.replace(NAME, ' ').replace(PATH, ' ');

/** The meaningful words of a text; Chinese in pairs of characters. */
export function wordsOf(text: string): ReadonlySet<string> {
  const apart = text.normalize('NFKC').replace(/([a-z0-9])([A-Z])/g, '$1 $2');
  const found = apart.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const words = HAN.test(apart) ? found.flatMap(inPairs) : found;
  return new Set(words.filter((word) => !EMPTY_WORDS.has(word)).map(withoutEnding));
}

const HAN = /\p{sc=Han}/u;

function inPairs(word: string): string[] {
  if (!HAN.test(word)) return [word];
  const signs = [...word];
  return signs.length < 2 ? signs : signs.slice(1).map((sign, at) => `${signs[at]}${sign}`);
}

/** Deliberately crude: it only has to treat both findings alike. */
function withoutEnding(word: string): string {
  if (word.length < 4 || /[^a-z]/.test(word)) return word;
  return word.replace(/ies$/, 'y').replace(/(ations?|ing|ed|es|s|ly|er|e)$/, '') || word;
}

export const meet = (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> => new Set([...a].filter((it) => b.has(it)));

export const minus = (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> => new Set([...a].filter((it) => !b.has(it)));

/** The share of all words of both that they have in common. */
export const shareOf = (a: ReadonlySet<string>, b: ReadonlySet<string>): number =>
  a.size + b.size === 0 ? 0 : (2 * common(a, b)) / (a.size + b.size);

/** The number of words both have; a plain loop, because this runs for every two findings in one place. */
export function common(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let count = 0;
  for (const it of a) if (b.has(it)) count++;
  return count;
}

/** Words that say nothing about the problem, in the languages that reviewers use most. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(
  `a an the is are was be been it its of to in on for and or but with by from as at that this these those so
  which who whose what when where than then into onto if he she they them their there any every each all one
  two only also both same other another some more most such very can could may might must will would should
  shall do does did done has have had having i you we our your not no nor without der die das ein eine und
  oder ist im von zu den dem des le la les un une et ou est de du del el los las y o es en que por se una su al`.split(/\s+/),
);
