// Lines in the product that silence a check, or end it before it has a result: `eslint-disable`, an exit with 0 or a skipped test in
// code that a test loads. Each may be legitimate, but none is the work itself: if such a check is the proof, a person looks.

import type { Changed } from './changed.ts';
import { inPieces, statements } from './live-lines.ts';
import { CHANGES_THE_JUDGE } from './marks/changes-the-judge.ts';
import { COMPLAINTS_OFF } from './marks/complaints-off.ts';
import { ENDS_THE_RUN } from './marks/ends-the-run.ts';
import { CODING, HIDES_WORDS } from './marks/hides-words.ts';
import { isMarked, type Marks } from './marks/mark.ts';
import { SKIPS_THE_TEST } from './marks/skips-the-test.ts';

const ENDS: Marks = [...ENDS_THE_RUN, ...HIDES_WORDS, ...CHANGES_THE_JUDGE, ...SKIPS_THE_TEST];

export type Silenced = { path: string; line: string };

/** Text and data that no program runs, unless another line tells it to. */
export const isProse = (path: string): boolean => /\.(?:md|mdx|rst|adoc|json|csv|svg|po)$/i.test(path);

/** Lines that are new, i.e. that were nowhere in the changed files before. */
export function silencedBy(changed: readonly Changed[], isTest: (path: string) => boolean): { looksAway: Silenced[]; ends: Silenced[] } {
  const product = changed.filter(({ path }) => !isTest(path) && !isProse(path));
  const fresh = (linesOf: (text: string) => string[], marks: Marks): Silenced[] => {
    const there = new Set(changed.flatMap(({ before }) => linesOf(before)));
    return product.flatMap(({ path, after }) =>
      linesOf(after).flatMap((line) => (!there.has(line) && isMarked(line, marks) ? [{ path, line }] : [])),
    );
  };
  const written = (text: string): string[] => inPieces(text.split(/\r?\n/).map((it) => it.trim()));
  return { looksAway: fresh(written, COMPLAINTS_OFF), ends: fresh(run, ENDS) };
}

/** The head of a comparison also with what follows, and the comment that names the encoding of a source. */
const run = (text: string): string[] => {
  const lines = underOwnNames(statements(text));
  const heads = lines.flatMap((line, at) =>
    /\b(?:__eq__|__ne__|eq|equals)\(.*[:{]$/.test(line) ? [`${line} ${lines[at + 1] ?? ''}`] : [],
  );
  return [...lines, ...heads, ...text.split('\n', 2).filter((it) => CODING.test(it))];
};

/** What stands for a module that can end a program. */
const ALIASES: readonly (readonly [names: RegExp, module: string])[] = [
  [/\b(?:const|let|var)\s+(\w+)\s*=\s*(?:(?:globalThis|global)\.)?process\s*(?:[;,]|$)/, 'process'],
  [/\bimport\s+(?:\*\s*as\s+)?(\w+)\s+from\s+["'](?:node:)?process["']/, 'process'],
  [/\b(\w+)\s*=\s*(?:await\s+)?\w+\(\s*["'](?:node:)?process["']\s*\)/, 'process'],
  [/\bimport\s+os\s+as\s+(\w+)/, 'os'],
  [/\bimport\s+sys\s+as\s+(\w+)/, 'sys'],
];

function underOwnNames(lines: readonly string[]): readonly string[] {
  const found = ALIASES.flatMap(([names, module]) =>
    lines.flatMap((line) => {
      const [, name] = names.exec(line) ?? [];
      return name === undefined || name === module ? [] : [{ name: new RegExp(`(?<![\\w.])${name}(?=\\s*(?:\\?\\.)?[.[])`, 'g'), module }];
    }),
  );
  return found.length === 0 ? lines : lines.map((line) => found.reduce((it, { name, module }) => it.replace(name, module), line));
}
