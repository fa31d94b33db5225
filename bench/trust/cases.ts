// The cases: small functions with one fault each, and the same functions without it. Each file has five, faulty and correct ones
// side by side, so that claims which are near each other are different ones.

import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export type Case = { language: string; kind: string; fn: string; lines: readonly { mark: ' ' | '-' | '+'; text: string }[] };

/** One function in a file: with its fault, or its correct twin. */
export type Spot = {
  id: string;
  language: string;
  kind: string;
  fn: string;
  path: string;
  faulty: boolean;
  /** The line that is wrong, or could be mistaken for it. */
  line: number;
  text: string;
  /** Another line of the function, for reviewers who argue about it. */
  beside: { line: number; text: string };
};

export type Repository = { files: ReadonlyMap<string, string>; spots: readonly Spot[] };

const FOLDER = join(import.meta.dirname, 'cases');
const ENDINGS: Readonly<Record<string, string>> = { typescript: 'ts', python: 'py', go: 'go', rust: 'rs', java: 'java', ruby: 'rb' };
const IN_A_FILE = 5;

export function readCases(): Case[] {
  return globSync(join(FOLDER, '*.txt'))
    .toSorted()
    .flatMap((path) => {
      const blocks = readFileSync(path, 'utf8')
        .split(/^case /m)
        .slice(1);
      return blocks.map((block) => caseOf(basename(path, '.txt'), block));
    });
}

function caseOf(language: string, block: string): Case {
  const [head = '', ...rest] = block.trimEnd().split('\n');
  const [kind = '', fn = ''] = head.split(' ');
  const lines = rest.map((line) => ({ mark: line.startsWith('-') ? '-' : line.startsWith('+') ? '+' : ' ', text: line.slice(2) }) as const);
  return { language, kind, fn, lines };
}

/** Each case twice: in one file with its fault, in another without. */
export function repositoryOf(cases: readonly Case[]): Repository {
  const files = new Map<string, string>();
  const spots: Spot[] = [];
  for (const [language, some] of Map.groupBy(cases, (it) => it.language)) {
    for (let from = 0; from < some.length; from += IN_A_FILE) {
      for (const turn of [0, 1]) {
        const path = `src/${language}/part${from / IN_A_FILE + 1}${turn === 0 ? 'a' : 'b'}.${ENDINGS[language] ?? 'txt'}`;
        const written: string[] = [];
        for (const [nth, it] of some.slice(from, from + IN_A_FILE).entries()) {
          const faulty = (nth + turn) % 2 === 0;
          spots.push(write(written, it, path, faulty));
          written.push('');
        }
        files.set(path, written.join('\n'));
      }
    }
  }
  return { files, spots };
}

function write(written: string[], { language, kind, fn, lines }: Case, path: string, faulty: boolean): Spot {
  const start = written.length;
  const shown = lines.filter(({ mark }) => mark === ' ' || mark === (faulty ? '-' : '+'));
  written.push(...shown.map(({ text }) => text));
  const at = shown.findIndex(({ mark }) => mark !== ' ');
  // The longest other line is the most likely to be unique.
  const others = shown.map(({ text }, nth) => ({ text, line: start + nth + 1 })).filter((_, nth) => nth !== at);
  const beside = others.toSorted((a, b) => b.text.trim().length - a.text.trim().length)[0];
  return {
    id: `${path}#${fn}`,
    language,
    kind,
    fn,
    path,
    faulty,
    line: start + at + 1,
    text: shown[at]?.text ?? '',
    beside: beside ?? { line: start + 1, text: shown[0]?.text ?? '' },
  };
}
