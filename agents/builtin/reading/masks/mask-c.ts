// Masks languages with `//` and `/* */`: Go, Rust, Java, Kotlin, C and C++, C#, PHP. Their differences are rows in a table: raw
// strings, text blocks, nested comments, the meaning of an apostrophe.

import type { Masked } from './masked.ts';
import { indexOrEnd, type Spans, spansIn } from './spans.ts';

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
  const spans = spansIn(text);
  for (let at = 0; at < text.length; ) at = readAt(text, at, family, spans);
  return spans.mask();
}

/** Reads what begins at `at`; returns where the text goes on. */
function readAt(text: string, at: number, family: Family, spans: Spans): number {
  const habits = HABITS[family];
  const next = text[at + 1];
  switch (text[at]) {
    case '/':
      if (next === '/') return spans.lineComment(at);
      return next === '*' ? spans.comment(at, habits.nested ? nestedCommentEnd(text, at) : commentEnd(text, at)) : at + 1;
    case '#':
      return habits.hash && next !== '[' ? spans.lineComment(at) : at + 1;
    case '`':
      return habits.backtick ? readUpTo(text, at, '`', '`', spans) : at + 1;
    case 'r':
      return habits.rustRaw ? readRustRaw(text, at, spans) : at + 1;
    case '@':
      return habits.verbatim && next === '"' ? readVerbatim(text, at, spans) : at + 1;
    case '"':
      return habits.block && text.startsWith('"""', at) ? readUpTo(text, at, '"""', '"""', spans) : readString(text, at, family, spans);
    case "'":
      return habits.longSingle ? readSingleQuoted(text, at, spans) : readCharacter(text, at, spans);
    default:
      return at + 1;
  }
}

/** A string without escapes. */
function readUpTo(text: string, at: number, open: string, close: string, spans: Spans): number {
  const inner = at + open.length;
  const end = indexOrEnd(text, close, inner);
  return spans.string(at, inner, end, end + close.length);
}

/** `r"…"`, `r#"…"#` and so on. */
function readRustRaw(text: string, at: number, spans: Spans): number {
  const hashes = /^r(#*)"/.exec(text.slice(at, at + 12))?.[1];
  if (hashes === undefined || /\w/.test(text[at - 1] ?? '')) return at + 1;
  return readUpTo(text, at, `r${hashes}"`, `"${hashes}`, spans);
}

/** `@"…"`, in which a quote is written twice. */
function readVerbatim(text: string, at: number, spans: Spans): number {
  let close = at + 2;
  while (close < text.length && !(text[close] === '"' && text[close + 1] !== '"')) close += text[close] === '"' ? 2 : 1;
  return spans.string(at, at + 2, Math.min(close, text.length), close + 1);
}

function readString(text: string, at: number, family: Family, spans: Spans): number {
  const close = family === 'rust' || family === 'php' ? quoteEnd(text, at + 1, '"') : quoteOrLineEnd(text, at + 1, '"');
  return spans.string(at, at + 1, close, text[close] === '"' ? close + 1 : close);
}

function readSingleQuoted(text: string, at: number, spans: Spans): number {
  const close = quoteEnd(text, at + 1, "'");
  return spans.string(at, at + 1, close, close + 1);
}

/** A character, not a lifetime ('a) and not a digit separator (1'000). */
function readCharacter(text: string, at: number, spans: Spans): number {
  const character = /^'(\\(u\{[^}]*\}|[^\n]{1,8}?)|[^\\\n'])'/u.exec(text.slice(at, at + 16));
  if (!character) return at + 1;
  const end = at + character[0].length;
  return spans.string(at, at + 1, end - 1, end);
}

function commentEnd(text: string, from: number): number {
  const close = text.indexOf('*/', from + 2);
  return close === -1 ? text.length : close + 2;
}

function nestedCommentEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const two = text.slice(at, at + 2);
    if (two !== '/*' && two !== '*/') continue;
    depth += two === '/*' ? 1 : -1;
    at++;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function quoteEnd(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

/** A string that does not close ends with its line. */
function quoteOrLineEnd(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote || text[at] === '\n') return at;
  }
  return text.length;
}
