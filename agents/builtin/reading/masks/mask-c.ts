// Masks languages with `//` and `/* */`: Go, Rust, Java, Kotlin, C and C++, C#, PHP. Their differences are rows in a table: raw
// strings, text blocks, nested comments, the meaning of an apostrophe.

import { maskedBy } from './blank.ts';
import type { Masked, Span, StringSpan } from './masked.ts';

type Family = 'go' | 'rust' | 'java' | 'kotlin' | 'c' | 'csharp' | 'php';
type Habits = { nested?: true; backtick?: true; block?: true; hash?: true; verbatim?: true; rustRaw?: true; longSingle?: true };

const HABITS: Record<Family, Habits> = {
  go: { backtick: true },
  rust: { nested: true, rustRaw: true },
  java: { block: true },
  kotlin: { nested: true, block: true },
  c: {},
  csharp: { verbatim: true, block: true },
  php: { hash: true, longSingle: true },
};

export function maskC(text: string, family: Family): Masked {
  const habits = HABITS[family];
  const strings: StringSpan[] = [];
  const comments: Span[] = [];
  let at = 0;
  const string = (start: number, innerStart: number, innerEnd: number, end: number): void => {
    strings.push({ start, end: Math.min(end, text.length), innerStart, innerEnd });
    at = Math.min(end, text.length);
  };
  while (at < text.length) {
    const c = text[at] ?? '';
    if ((c === '/' && text[at + 1] === '/') || (habits.hash && c === '#' && text[at + 1] !== '[')) {
      const end = text.indexOf('\n', at);
      comments.push({ start: at, end: end === -1 ? text.length : end });
      at = end === -1 ? text.length : end;
    } else if (c === '/' && text[at + 1] === '*') {
      const end = commentEnd(text, at, habits.nested === true);
      comments.push({ start: at, end });
      at = end;
    } else if (habits.backtick && c === '`') {
      const close = indexOrEnd(text, '`', at + 1);
      string(at, at + 1, close, close + 1);
    } else if (habits.block && text.startsWith('"""', at)) {
      const close = indexOrEnd(text, '"""', at + 3);
      string(at, at + 3, close, close + 3);
    } else if (habits.rustRaw && c === 'r' && /^r#*"/.test(text.slice(at, at + 12)) && !/\w/.test(text[at - 1] ?? '')) {
      const hashes = /^r(#*)"/.exec(text.slice(at, at + 12))?.[1] ?? '';
      const inner = at + hashes.length + 2;
      const close = indexOrEnd(text, `"${hashes}`, inner);
      string(at, inner, close, close + 1 + hashes.length);
    } else if (habits.verbatim && c === '@' && text[at + 1] === '"') {
      let close = at + 2;
      while (close < text.length && !(text[close] === '"' && text[close + 1] !== '"')) close += text[close] === '"' ? 2 : 1;
      string(at, at + 2, Math.min(close, text.length), close + 1);
    } else if (c === '"') {
      const close = quoteEnd(text, at + 1, '"', family === 'rust' || family === 'php');
      string(at, at + 1, close, close + (text[close] === '"' ? 1 : 0));
    } else if (c === "'" && habits.longSingle) {
      const close = quoteEnd(text, at + 1, "'", true);
      string(at, at + 1, close, close + 1);
    } else if (c === "'") {
      // A character, not a lifetime ('a) and not a digit separator (1'000).
      const character = /^'(\\(u\{[^}]*\}|[^\n]{1,8}?)|[^\\\n'])'/u.exec(text.slice(at, at + 16));
      if (character) string(at, at + 1, at + character[0].length - 1, at + character[0].length);
      else at++;
    } else at++;
  }
  return maskedBy(text, strings, comments);
}

function commentEnd(text: string, from: number, nested: boolean): number {
  let depth = 1;
  for (let at = from + 2; at < text.length; at++) {
    if (text[at] === '*' && text[at + 1] === '/') {
      depth--;
      at++;
      if (depth === 0) return at + 1;
    } else if (nested && text[at] === '/' && text[at + 1] === '*') {
      depth++;
      at++;
    }
  }
  return text.length;
}

function quoteEnd(text: string, from: number, quote: string, overLines: boolean): number {
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    if (c === '\\') at++;
    else if (c === quote || (c === '\n' && !overLines)) return at;
  }
  return text.length;
}

function indexOrEnd(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at === -1 ? text.length : at;
}
