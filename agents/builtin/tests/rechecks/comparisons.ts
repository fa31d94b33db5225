// Re-checks of pointless conditions: the same operand twice, the same condition twice.

import type { PlaceJudgement } from '../../judge-places.ts';
import { closes, type Token } from '../../reading/tokens.ts';
import type { PlaceTokens } from '../../slips/rechecks/place-tokens.ts';
import { byTokens, indentOfLine, isToken, joinedTexts, onLine } from './by-tokens.ts';

const BOTH = ['===', '==', '&&', '||', 'and', 'or'];
const BINDS = new Set([
  '+',
  '-',
  '*',
  '/',
  '%',
  '**',
  '<',
  '>',
  '&',
  '|',
  '^',
  '.',
  '?.',
  '(',
  '[',
  'not',
  'is',
  'in',
  '->',
  '::',
  ...BOTH,
  '<=',
  '>=',
  '!==',
  '!=',
]);

export const identicalOperandsRecheck = byTokens(
  'slips/identical-operands',
  'Read out from each operator of the line, token by token, to the end of both operands',
  (read) => {
    const { tokens } = read;
    const seen: string[] = [];
    for (const at of onLine(read)) {
      if (!isToken(tokens[at], ...BOTH)) continue;
      const left = operandBefore(tokens, at);
      const right = operandAfter(tokens, at);
      if (left === undefined || right === undefined) continue;
      if (joinedTexts(left.tokens) !== joinedTexts(right.tokens)) {
        seen.push(`\`${joinedTexts(left.tokens)} ${tokens[at]?.text} ${joinedTexts(right.tokens)}\``);
        continue;
      }
      if (left.tokens.some((it) => it.text === '('))
        return { holds: false, why: 'both sides call something, and two calls may answer differently' };
      if (binds(tokens[left.from - 1], tokens[at]) || binds(tokens[right.to + 1], tokens[at]))
        return {
          holds: false,
          why: `an operator beside them takes one of the two: \`${joinedTexts(tokens.slice(Math.max(0, left.from - 1), right.to + 2))}\``,
        };
      return { holds: true, why: `\`${joinedTexts(left.tokens)}\` stands on both sides of \`${tokens[at]?.text}\`` };
    }
    return {
      holds: false,
      why: seen.length > 0 ? `the operands differ: ${seen.slice(0, 3).join(', ')}` : 'the line has no operator with two operands',
    };
  },
);

/** `a && b && b` still repeats b; `a + b == b` does not. */
const binds = (beside: Token | undefined, operator: Token | undefined): boolean =>
  beside !== undefined &&
  beside.kind === 'mark' &&
  beside.text !== '(' &&
  BINDS.has(beside.text) &&
  !(isToken(operator, '&&', '||', 'and', 'or') && BOTH.includes(beside.text));

function operandAfter(tokens: readonly Token[], operator: number): { tokens: Token[]; to: number } | undefined {
  let at = operator + 1;
  while (isToken(tokens[at], '!', '-')) at++;
  if (tokens[at] === undefined || tokens[at]?.kind === 'mark') return undefined;
  for (;;) {
    if (isToken(tokens[at + 1], '.', '?.') && tokens[at + 2]?.kind === 'word') at += 2;
    else if (isToken(tokens[at + 1], '[', '(')) {
      const close = closes(tokens, at + 1);
      if (close === undefined) return undefined;
      at = close;
    } else return { tokens: tokens.slice(operator + 1, at + 1), to: at };
  }
}

function operandBefore(tokens: readonly Token[], operator: number): { tokens: Token[]; from: number } | undefined {
  let at = operator - 1;
  for (;;) {
    const it = tokens[at];
    if (it === undefined) return undefined;
    if (isToken(it, ']', ')')) {
      const open = opens(tokens, at);
      if (open === undefined) return undefined;
      at = open - 1;
      if (tokens[at]?.kind !== 'word') return { tokens: tokens.slice(open, operator), from: open };
      continue;
    }
    if (it.kind === 'mark') return undefined;
    if (isToken(tokens[at - 1], '.', '?.')) at -= 2;
    else {
      while (isToken(tokens[at - 1], '!')) at--;
      return { tokens: tokens.slice(at, operator), from: at };
    }
  }
}

function opens(tokens: readonly Token[], close: number): number | undefined {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    if (isToken(tokens[at], ')', ']', '}')) depth++;
    else if (isToken(tokens[at], '(', '[', '{') && --depth === 0) return at;
  }
  return undefined;
}

export const repeatedConditionRecheck = byTokens(
  'slips/repeated-condition',
  'Walked the chain upwards from the line, branch by branch, and compared the tokens of each condition',
  (read) => (read.language === 'python' ? repeatedInPython(read) : repeatedInScript(read)),
);

function repeatedInScript({ tokens, first, line }: PlaceTokens): PlaceJudgement {
  const at = tokens.findIndex((it, index) => index >= first && it.line <= line + 1 && isToken(it, 'if'));
  const own = at < 0 ? undefined : conditionAt(tokens, at);
  if (own === undefined) return { holds: 'unknown', why: 'no condition begins at the line' };
  let head = at;
  while (isToken(tokens[head - 1], 'else')) {
    const above = isToken(tokens[head - 2], '}') ? opens(tokens, head - 2) : undefined;
    const close = above === undefined ? undefined : above - 1;
    const open = close !== undefined && isToken(tokens[close], ')') ? opens(tokens, close) : undefined;
    if (open === undefined || !isToken(tokens[open - 1], 'if'))
      return { holds: 'unknown', why: 'the chain above the line cannot be walked' };
    head = open - 1;
    if (conditionAt(tokens, head) === own)
      return { holds: true, why: `line ${tokens[head]?.line} of the same chain asks \`${own}\` already` };
  }
  return { holds: false, why: `no branch above it in its chain asks \`${own}\`` };
}

function conditionAt(tokens: readonly Token[], at: number): string | undefined {
  const close = isToken(tokens[at + 1], '(') ? closes(tokens, at + 1) : undefined;
  return close === undefined ? undefined : joinedTexts(tokens.slice(at + 2, close));
}

function repeatedInPython(read: PlaceTokens): PlaceJudgement {
  const { tokens, first } = read;
  const head = tokens[first];
  if (head === undefined || !isToken(head, 'elif')) return { holds: 'unknown', why: 'no `elif` begins at the line' };
  const own = pythonCondition(tokens, first);
  for (let at = first - 1; at >= 0; at--) {
    const it = tokens[at];
    if (it === undefined || tokens[at - 1]?.line === it.line || indentOfLine(read, it) > indentOfLine(read, head)) continue;
    if (!isToken(it, 'if', 'elif')) break;
    if (pythonCondition(tokens, at) === own) return { holds: true, why: `line ${it.line} of the same chain asks \`${own}\` already` };
    if (isToken(it, 'if')) break;
  }
  return { holds: false, why: `no branch above it in its chain asks \`${own}\`` };
}

function pythonCondition(tokens: readonly Token[], at: number): string {
  let depth = 0;
  for (let end = at + 1; end < tokens.length; end++) {
    if (isToken(tokens[end], '(', '[', '{')) depth++;
    else if (isToken(tokens[end], ')', ']', '}')) depth--;
    else if (depth === 0 && isToken(tokens[end], ':')) return joinedTexts(tokens.slice(at + 1, end));
  }
  return '';
}
