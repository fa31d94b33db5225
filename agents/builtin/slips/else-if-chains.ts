// Chains of `if … else if … else if …` in masked code, each as the ranges of its conditions.

import { bracketPairs } from '../reading/bracket-pairs.ts';
import { indentOf } from '../reading/python-blocks.ts';
import type { Source } from '../reading/source.ts';

export type Chain = { start: number; end: number }[];

/** No condition, and no statement without braces, is longer than this. */
const LONGEST = 4000;

export const chainsIn = (source: Source): Chain[] =>
  source.language === 'python'
    ? pythonChains(source.code)
    : braceChains(source.code, source.language === 'go' || source.language === 'rust');

type Pairs = ReadonlyMap<number, number>;

function braceChains(code: string, bare: boolean): Chain[] {
  const chains: Chain[] = [];
  const pairs = bracketPairs(code);
  for (const match of code.matchAll(/(?<![\w$.#])if\b/g)) {
    if (/\belse\s*$/.test(code.slice(Math.max(0, match.index - 40), match.index))) continue;
    const chain = chainFrom(code, pairs, match.index, bare);
    if (chain.length > 1) chains.push(chain);
  }
  return chains;
}

function chainFrom(code: string, pairs: Pairs, from: number, bare: boolean): Chain {
  const chain: Chain = [];
  let at = from;
  for (;;) {
    const condition = bare ? bareCondition(code, pairs, at + 2) : bracketed(code, pairs, at + 2);
    if (!condition) return chain;
    chain.push(condition);
    const body = skipSpace(code, bare ? condition.end : condition.end + 1);
    const end = code[body] === '{' ? pairs.get(body) : bare ? undefined : endOfStatement(code, pairs, body);
    // A preprocessor directive may remove a branch.
    if (end === undefined || /\n\s*#\s*(if|else|elif|endif)/.test(code.slice(body, end))) return chain;
    const next = /^\s*(?:else\s+if|elseif)\b/.exec(code.slice(end + 1, end + 400));
    if (!next) return chain;
    at = end + 1 + next[0].length - 2;
  }
}

function bracketed(code: string, pairs: Pairs, after: number): { start: number; end: number } | undefined {
  let open = skipSpace(code, after);
  if (code.startsWith('constexpr', open)) open = skipSpace(code, open + 9);
  const end = code[open] === '(' ? pairs.get(open) : undefined;
  return end === undefined ? undefined : { start: open + 1, end };
}

/** Go and Rust: up to the brace that opens the body. */
function bareCondition(code: string, pairs: Pairs, after: number): { start: number; end: number } | undefined {
  for (let at = after; at < Math.min(code.length, after + LONGEST); at++) {
    const c = code[at];
    if (c === '{') return { start: skipSpace(code, after), end: at };
    if (c === '(' || c === '[') {
      const end = pairs.get(at);
      if (end === undefined) return undefined;
      at = end;
    } else if (c === '}') return undefined;
  }
  return undefined;
}

/** A body without braces ends at its semicolon. */
function endOfStatement(code: string, pairs: Pairs, from: number): number | undefined {
  for (let at = from; at < Math.min(code.length, from + LONGEST); at++) {
    const c = code[at];
    if (c === ';') return at;
    if (c === '(' || c === '[' || c === '{') {
      const end = pairs.get(at);
      if (end === undefined) return undefined;
      at = end;
    } else if (c === '}' || c === ')' || c === ']') return undefined;
  }
  return undefined;
}

function pythonChains(code: string): Chain[] {
  const chains: Chain[] = [];
  const pairs = bracketPairs(code);
  /** The chain that a following `elif` of the same indentation continues. */
  const open = new Map<number, Chain>();
  let offset = 0;
  let depth = 0;
  for (const line of code.split('\n')) {
    if (depth === 0 && line.trim() !== '') {
      const indent = indentOf(line);
      for (const other of open.keys()) if (other > indent) open.delete(other);
      const head = headIn(line);
      const start = offset + (head?.length ?? 0);
      const end = head && colonAfter(code, pairs, start);
      if (head === undefined || end === undefined) open.delete(indent);
      else if (head.is === 'elif') open.get(indent)?.push({ start, end });
      else {
        const fresh: Chain = [{ start, end }];
        open.set(indent, fresh);
        chains.push(fresh);
      }
    }
    for (const c of line) depth += '([{'.includes(c) ? 1 : ')]}'.includes(c) ? -1 : 0;
    depth = Math.max(0, depth);
    offset += line.length + 1;
  }
  return chains.filter((chain) => chain.length > 1);
}

function headIn(line: string): { is: 'if' | 'elif'; length: number } | undefined {
  const head = /^[ \t]*(if|elif)\b/.exec(line);
  return head ? { is: head[1] === 'elif' ? 'elif' : 'if', length: head[0].length } : undefined;
}

function colonAfter(code: string, pairs: Pairs, from: number): number | undefined {
  for (let at = from; at < Math.min(code.length, from + LONGEST); at++) {
    const c = code[at];
    if (c === '(' || c === '[' || c === '{') {
      const end = pairs.get(at);
      if (end === undefined) return undefined;
      at = end;
    } else if (c === ':' && code[at + 1] !== '=') return at;
    else if (c === '\n' && code[at - 1] !== '\\') return undefined;
  }
  return undefined;
}

function skipSpace(code: string, at: number): number {
  let here = at;
  while (here < code.length && /\s/.test(code[here] ?? '')) here++;
  return here;
}
