// Shared by the re-checks of small mistakes: each reads the claimed line token by token, where the rule matched a pattern in masked
// text.

import { heads, judgePlaces, type PlaceJudgement } from '../../judge-places.ts';
import { closes, type Token } from '../../reading/tokens.ts';
import type { Recheck } from '../../rule.ts';
import { type PlaceTokens, tokensAt } from '../../slips/rechecks/place-tokens.ts';

export const byTokens = (category: string, method: string, judge: (read: PlaceTokens) => PlaceJudgement): Recheck => ({
  category,
  method,
  judge: (repo, claimed) =>
    judgePlaces(method, heads(claimed), async (place) => {
      const read = await tokensAt(repo, place);
      return typeof read === 'string' ? { holds: 'unknown', why: read } : judge(read);
    }),
});

/** Indexes of the tokens on the claimed line. */
export function onLine({ tokens, first, line }: PlaceTokens): number[] {
  const found: number[] = [];
  for (let at = first; at < tokens.length && tokens[at]?.line === line; at++) found.push(at);
  return found;
}

export const joinedTexts = (tokens: readonly Token[]): string => tokens.map((it) => it.text).join(' ');

export const isToken = (token: Token | undefined, ...texts: string[]): boolean =>
  token !== undefined && token.kind !== 'string' && texts.includes(token.text);

/** The tokens inside the bracket that opens at an index, split at the commas directly inside. */
export function membersWithin(tokens: readonly Token[], open: number): Token[][] | undefined {
  const close = closes(tokens, open);
  if (close === undefined) return undefined;
  const members: Token[][] = [[]];
  let depth = 0;
  for (const it of tokens.slice(open + 1, close)) {
    if (isToken(it, '(', '[', '{')) depth++;
    else if (isToken(it, ')', ']', '}')) depth--;
    if (depth === 0 && isToken(it, ',')) members.push([]);
    else members.at(-1)?.push(it);
  }
  return members.filter((it) => it.length > 0);
}

/** The indentation of a token's line. */
export function indentOfLine(read: PlaceTokens, token: Token): number {
  const start = read.text.lastIndexOf('\n', token.at - 1) + 1;
  return (/^[ \t]*/.exec(read.text.slice(start, token.at))?.[0] ?? '').length;
}

/** Python: the tokens of the block under the header that ends in the colon at an index. */
export function blockAfter(read: PlaceTokens, colon: number, indent: number): Token[] {
  const { tokens } = read;
  const block: Token[] = [];
  for (let at = colon + 1; at < tokens.length; at++) {
    const it = tokens[at];
    if (it === undefined) break;
    const begins = tokens[at - 1]?.line !== it.line;
    if (begins && it.line !== tokens[colon]?.line && indentOfLine(read, it) <= indent && !isToken(it, ')', ']', '}')) break;
    block.push(it);
  }
  return block;
}
