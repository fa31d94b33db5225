// Re-checks of `expect(…)`: reads token by token from the call to the end of its statement and checks where `expect` comes from,
// instead of matching patterns in a mask.

import { judgePlaces, type PlaceJudgement } from '../../judge-places.ts';
import { closes, type Token } from '../../reading/tokens.ts';
import type { Recheck } from '../../rule.ts';
import { type PlaceTokens, tokensAt } from './place-tokens.ts';

const MATCHER_METHOD = 'Read the statement token by token from `expect` to its end, and where `expect` comes from';
const AWAIT_METHOD = 'Read back token by token from `expect` to the beginning of its statement';

export const matcherRecheck: Recheck = {
  category: 'tests/assertion-without-matcher',
  method: MATCHER_METHOD,
  judge: (repo, claimed) =>
    judgePlaces(MATCHER_METHOD, claimed, async (place) => {
      const read = await tokensAt(repo, place);
      return typeof read === 'string' ? { holds: 'unknown', why: read } : judgeMatcher(read);
    }),
};

export const awaitRecheck: Recheck = {
  category: 'tests/unawaited-assertion',
  method: AWAIT_METHOD,
  judge: (repo, claimed) =>
    judgePlaces(AWAIT_METHOD, claimed, async (place) => {
      const read = await tokensAt(repo, place);
      return typeof read === 'string' ? { holds: 'unknown', why: read } : judgeAwait(read);
    }),
};

function judgeMatcher(read: PlaceTokens): PlaceJudgement {
  const { tokens } = read;
  const own = ownExpect(tokens);
  if (own !== undefined)
    return { holds: false, why: `\`expect\` is made in this file, on line ${own}: what it does without a matcher is its own affair` };
  const at = expectAt(read);
  const close = at === undefined ? undefined : closes(tokens, at + 1);
  if (at === undefined || close === undefined) return { holds: false, why: 'the line has no call of `expect`' };
  let last = close;
  let called = false;
  while (tokens[last + 1]?.text === '.' || tokens[last + 1]?.text === '?.') {
    last += 2;
    if (tokens[last + 1]?.text !== '(') continue;
    called = true;
    last = closes(tokens, last + 1) ?? last + 1;
  }
  if (called)
    return {
      holds: false,
      why: `the chain goes on and calls \`${tokens[last]?.text === ')' ? 'a matcher' : (tokens[last]?.text ?? '')}\``,
    };
  const words = tokens
    .slice(close + 1, last + 1)
    .filter((it) => it.kind === 'word')
    .map((it) => it.text);
  // Chai asserts by properties: `.to.be.true`, `.ok`, `.empty`.
  if (
    words.length > 0 &&
    words.every((it) => !/^to[A-Z]/.test(it)) &&
    words.some((it) => /^(to|be|been|is|have|ok|true|false|null|undefined|exist|empty|called\w*)$/.test(it))
  ) {
    return { holds: false, why: `\`.${words.join('.')}\` is an assertion by property, as chai has them` };
  }
  const next = tokens[last + 1];
  if (next !== undefined && next.line === tokens[last]?.line && !/^[;})\]]$/.test(next.text))
    return { holds: false, why: `the statement goes on with \`${next.text}\`` };
  return {
    holds: true,
    why:
      words.length === 0
        ? 'the statement ends right behind `expect(…)`'
        : `the statement ends at \`.${words.join('.')}\`, which is never called`,
  };
}

function judgeAwait(read: PlaceTokens): PlaceJudgement {
  const { tokens } = read;
  const rejecting = assertRejectsAt(read);
  const at = rejecting ?? expectAt(read);
  const close = at === undefined ? undefined : closes(tokens, rejecting === undefined ? at + 1 : at + 3);
  if (at === undefined || close === undefined) return { holds: false, why: 'the line has no call of `expect` or `assert.rejects`' };
  if (rejecting === undefined && (tokens[close + 1]?.text !== '.' || !/^(resolves|rejects)$/.test(tokens[close + 2]?.text ?? '')))
    return { holds: false, why: 'what follows `expect(…)` makes no promise' };
  const before = tokens[at - 1];
  if (before !== undefined && /^(await|return|yield|void)$/.test(before.text))
    return { holds: false, why: `\`${before.text}\` stands before it` };
  if (before !== undefined && /^(=>|=|\(|,|\[|:|\?|&&|\|\||\.)$/.test(before.text))
    return { holds: false, why: `it is a value there, behind \`${before.text}\`: somebody else can wait for it` };
  const end = statementEnd(tokens, close);
  const chained = tokens
    .slice(close, end)
    .some((it, index, all) => it.text === '.' && /^(then|catch|finally)$/.test(all[index + 1]?.text ?? ''));
  if (chained) return { holds: 'unknown', why: 'its promise is chained on, and where that leads cannot be read off the statement' };
  return {
    holds: true,
    why:
      before === undefined ? 'nothing stands before it' : `it begins a statement, behind \`${before.text}\`, and nothing takes its promise`,
  };
}

function statementEnd(tokens: readonly Token[], from: number): number {
  for (let at = from + 1; at < tokens.length; at++) {
    const it = tokens[at];
    if (it?.text === ';' || it?.text === '}') return at;
    if (it?.text === '(' || it?.text === '{' || it?.text === '[') at = closes(tokens, at) ?? tokens.length;
  }
  return tokens.length;
}

function expectAt({ tokens, first, line }: PlaceTokens): number | undefined {
  for (let at = first; at < tokens.length && (tokens[at]?.line ?? 0) <= line; at++) {
    if (tokens[at]?.text !== 'expect' || tokens[at - 1]?.text === '.') continue;
    if (tokens[at + 1]?.text === '(') return at;
    if (tokens[at + 1]?.text === '.' && tokens[at + 3]?.text === '(') return at + 2;
  }
  return undefined;
}

/** `assert.rejects(` and `assert.doesNotReject(` return promises too. */
function assertRejectsAt({ tokens, first, line }: PlaceTokens): number | undefined {
  for (let at = first; at < tokens.length && (tokens[at]?.line ?? 0) <= line; at++) {
    if (
      tokens[at + 1]?.text === '.' &&
      /^(rejects|doesNotReject)$/.test(tokens[at + 2]?.text ?? '') &&
      tokens[at + 3]?.text === '(' &&
      tokens[at]?.text !== ')'
    )
      return at;
  }
  return undefined;
}

/** The line on which this file declares an `expect` of its own. */
function ownExpect(tokens: readonly Token[]): number | undefined {
  const at = tokens.findIndex(
    (it, index) => it.text === 'expect' && /^(function|const|let|var|class)$/.test(tokens[index - 1]?.text ?? ''),
  );
  return at < 0 || /^(require|await|chai|global|globalThis)$/.test(tokens[at + 2]?.text ?? '') ? undefined : tokens[at]?.line;
}
