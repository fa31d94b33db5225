// What a re-check of a test reads: the tokens of the file, and where those of the claimed line start.

import type { Evidence } from '../../../../contracts/findings/finding.ts';
import { collapse } from '../../reading/formats/collapse.ts';
import { linesOf } from '../../reading/formats/lines.ts';
import { languageOf } from '../../reading/language.ts';
import { spoken, type Token, tokensOf } from '../../reading/tokens.ts';
import type { Repository } from '../../rule.ts';

export type PlaceTokens = {
  text: string;
  tokens: Token[];
  language: 'javascript' | 'python' /** Index of the first token on the line. */;
  first: number;
  line: number;
};

/** A reason if the place cannot be read: then no verdict is given. */
export async function tokensAt(repo: Repository, place: Evidence & { path: string }): Promise<PlaceTokens | string> {
  const language = languageOf(place.path);
  if (language !== 'javascript' && language !== 'python') return `there is no second reader for ${place.path}`;
  const text = await repo.text(place.path);
  if (text === undefined || place.line === undefined) return 'the place is no line of a text in this tree';
  const line = lineOf(text, place.line, place.quote);
  const tokens = spoken(tokensOf(text, language));
  const first = tokens.findIndex((it) => it.line >= line);
  if (first < 0 || tokens[first]?.line !== line) return `line ${line} has no code of its own`;
  return { text, tokens, language, first, line };
}

/** The claimed line, or the nearest one with the quote. */
function lineOf(text: string, line: number, quote: string | undefined): number {
  const lines = linesOf(text);
  const wanted = collapse(quote ?? '');
  if (wanted === '' || collapse(lines.text(line)) === wanted) return line;
  for (let off = 1; off <= 3; off++) {
    if (collapse(lines.text(line - off)) === wanted) return line - off;
    if (collapse(lines.text(line + off)) === wanted) return line + off;
  }
  return line;
}
