// Masks Ruby: separates code, strings, heredocs and comments. Regular expressions and %-literals are recognised only in their
// simple forms, which rules for Ruby must allow for.

import type { Masked } from './masked.ts';
import { indexOrEnd, type Spans, spansIn } from './spans.ts';

const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}', '<': '>' };

/** `waiting`: the marks of heredocs whose bodies start on the next line. */
type Reading = { text: string; spans: Spans; waiting: string[] };

export function maskRuby(text: string): Masked {
  const reading: Reading = { text, spans: spansIn(text), waiting: [] };
  for (let at = 0; at < text.length; ) at = readAt(reading, at);
  return reading.spans.mask();
}

/** Reads what begins at `at`; returns where the text goes on. */
function readAt(reading: Reading, at: number): number {
  const { text, spans } = reading;
  const before = text[at - 1];
  const isLineStart = at === 0 || before === '\n';
  switch (text[at]) {
    case '=':
      return isLineStart && text.startsWith('=begin', at) ? spans.comment(at, blockCommentEnd(text, at)) : at + 1;
    case '_':
      return isLineStart && text.startsWith('__END__', at) ? spans.comment(at, text.length) : at + 1;
    case '\n':
      return readHeredocs(reading, at + 1);
    case '#':
      return before === undefined || /[\s;({]/.test(before) ? spans.lineComment(at) : at + 1;
    case '<':
      return text[at + 1] === '<' ? openHeredoc(reading, at) : at + 1;
    case "'":
      // `?'` is a character.
      return before === '?' ? at + 1 : readQuoted(reading, at, at + 1, "'");
    case '"':
      return readQuoted(reading, at, at + 1, '"');
    case '`':
      return readQuoted(reading, at, at + 1, '`');
    case '%':
      return readPercent(reading, at);
    case '/':
      return readRegex(reading, at);
    default:
      return at + 1;
  }
}

function blockCommentEnd(text: string, from: number): number {
  const close = text.indexOf('\n=end', from);
  return close === -1 ? text.length : close + 5;
}

function openHeredoc({ text, waiting }: Reading, at: number): number {
  const heredoc = /^<<([~-])(["'`]?)([A-Z_]\w*)\2/.exec(text.slice(at, at + 80));
  if (!heredoc) return at + 2;
  waiting.push(heredoc[3] ?? '');
  return at + heredoc[0].length;
}

function readHeredocs(reading: Reading, from: number): number {
  let at = from;
  for (const mark of reading.waiting) {
    const end = heredocEnd(reading.text, at, mark);
    at = Math.max(at, reading.spans.string(at, at, end, end));
  }
  reading.waiting = [];
  return at;
}

function readQuoted({ text, spans }: Reading, at: number, inner: number, close: string): number {
  const end = closeOf(text, inner, close, undefined);
  return spans.string(at, inner, end, end + 1);
}

/** `%w[…]` and the like. */
function readPercent({ text, spans }: Reading, at: number): number {
  const open = /^%[qQwWi]?([([{<])/.exec(text.slice(at, at + 3));
  if (!open || !/[\s(,=[]/.test(text[at - 1] ?? ' ')) return at + 1;
  const bracket = open[1] ?? '(';
  const inner = at + open[0].length;
  const end = closeOf(text, inner, CLOSING[bracket] ?? ')', bracket);
  return spans.string(at, inner, end, end + 1);
}

/** Only on one line, and after something that no division can follow. */
function readRegex(reading: Reading, at: number): number {
  const { text } = reading;
  if (!/[(,=!~|&]\s*$|\b(if|unless|when|and|or|not)\s+$/.test(text.slice(Math.max(0, at - 12), at))) return at + 1;
  const close = closeOf(text, at + 1, '/', undefined);
  return text.slice(at, close).includes('\n') ? at + 1 : readQuoted(reading, at, at + 1, '/');
}

function closeOf(text: string, from: number, close: string, open: string | undefined): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    if (c === '\\') at++;
    else if (c === close && depth-- === 0) return at;
    else if (open !== undefined && c === open) depth++;
  }
  return text.length;
}

/** Its mark may be indented. */
function heredocEnd(text: string, from: number, mark: string): number {
  for (let at = from; at < text.length; ) {
    const end = indexOrEnd(text, '\n', at);
    if (text.slice(at, end).trim() === mark) return at;
    at = end + 1;
  }
  return text.length;
}
