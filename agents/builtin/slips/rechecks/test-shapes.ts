// Re-checks of focused tests and tuple asserts: read token by token, instead of matching patterns in a mask.

import { judgePlaces, type PlaceJudgement } from '../../judge-places.ts';
import { closes } from '../../reading/tokens.ts';
import type { Recheck } from '../../rule.ts';
import { type PlaceTokens, tokensAt } from './place-tokens.ts';

const recheck = (category: string, method: string, judge: (read: PlaceTokens) => PlaceJudgement): Recheck => ({
  category,
  method,
  judge: (repo, claimed) =>
    judgePlaces(method, claimed, async (place) => {
      const read = await tokensAt(repo, place);
      return typeof read === 'string' ? { holds: 'unknown', why: read } : judge(read);
    }),
});

const RUNNERS = /^(it|test|describe|context|suite|specify|fit|fdescribe|fcontext)$/;

export const focusedRecheck = recheck(
  'tests/focused-test',
  'Read the line token by token, and whether its file declares that name itself',
  ({ tokens, first, line }) => {
    for (let at = first; at < tokens.length && tokens[at]?.line === line; at++) {
      const word = tokens[at]?.text ?? '';
      if (!RUNNERS.test(word) || tokens[at - 1]?.text === '.') continue;
      const focused =
        word.startsWith('f') || (tokens[at + 1]?.text === '.' && (tokens[at + 2]?.text === 'only' || tokens[at + 4]?.text === 'only'));
      if (!focused) continue;
      const own = tokens.find((it, index) => it.text === word && /^(function|const|let|var)$/.test(tokens[index - 1]?.text ?? ''));
      if (
        own &&
        tokens[tokens.indexOf(own) + 1]?.text === '=' &&
        !/^(require|import|suite|test|it|describe|base|extend)/.test(tokens[tokens.indexOf(own) + 2]?.text ?? '')
      )
        return { holds: false, why: `\`${word}\` is declared on line ${own.line} of this file` };
      const before = tokens[at - 1];
      if (before !== undefined && before.line === line && /^[=(,[:?]$/.test(before.text))
        return { holds: false, why: `it is a value there, behind \`${before.text}\`, and not a statement` };
      return {
        holds: true,
        why: `the statement calls \`${tokens
          .slice(at, at + 3)
          .map((it) => it.text)
          .join('')}\``,
      };
    }
    return { holds: false, why: 'no token of the line focuses a test: what looks so is text or a comment' };
  },
);

export const tupleRecheck = recheck(
  'tests/assert-tuple',
  'Read the assert token by token: parentheses that hold a comma of their own and end the statement make a tuple',
  (read) => {
    const { tokens, first, line } = read;
    const at = tokens.findIndex((it, index) => index >= first && it.line === line && it.text === 'assert');
    if (at < 0 || tokens[at + 1]?.text !== '(') return { holds: false, why: 'the line has no `assert` with a parenthesis behind it' };
    const close = closes(tokens, at + 1);
    if (close === undefined) return { holds: 'unknown', why: 'the parenthesis is not closed' };
    const next = tokens[close + 1];
    if (next !== undefined && next.line === tokens[close]?.line && next.text !== ';')
      return { holds: false, why: `behind the parenthesis comes \`${next.text}\`: it holds only a part of the condition` };
    let depth = 0;
    for (const it of tokens.slice(at + 1, close)) {
      if (it.kind !== 'mark') continue;
      if ('([{'.includes(it.text)) depth++;
      else if (')]}'.includes(it.text)) depth--;
      else if (it.text === ',' && depth === 1)
        return { holds: true, why: 'the comma is directly inside the parentheses, which end the statement' };
    }
    return { holds: false, why: 'no comma stands directly inside the parentheses: they only group' };
  },
);
