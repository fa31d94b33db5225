// Masks JavaScript, TypeScript and JSX: separates code, strings, regular expressions and comments. Robust against errors: a quote
// that does not close on its line is JSX text, so one apostrophe never swallows the rest of the file.

import type { Masked } from './masked.ts';
import { type Spans, spansIn } from './spans.ts';

const WORD = /[\w$\u0080-\uffff]/;
/** Keywords after which a slash starts a regular expression. */
const BEFORE_REGEX = new Set('return typeof instanceof in of new delete void throw case do else yield await default extends'.split(' '));
const HEADS = new Set(['if', 'while', 'for', 'with']);

type Reading = {
  text: string;
  spans: Spans;
  /** For each open template, the brace depth at its `${`. */
  templates: number[];
  /** For each open parenthesis: whether it belongs to an `if (…)` or the like. */
  parens: boolean[];
  braces: number;
  /** The last token that was no comment: a word, or one character. */
  last: string;
};

export function maskJavaScript(text: string): Masked {
  const spans = spansIn(text);
  const reading: Reading = { text, spans, templates: [], parens: [], braces: 0, last: '' };
  let at = text.startsWith('#!') ? spans.lineComment(0) : 0;
  while (at < text.length) at = readAt(reading, at);
  return spans.mask();
}

/** Reads what begins at `at`; returns where the text goes on. */
function readAt(reading: Reading, at: number): number {
  const { text, spans } = reading;
  const c = text[at] ?? '';
  switch (c) {
    case ' ':
    case '\t':
    case '\n':
    case '\r':
      return at + 1;
    case '/':
      if (text[at + 1] === '/') return spans.lineComment(at);
      if (text[at + 1] === '*') return spans.comment(at, commentEnd(text, at));
      return opensRegex(reading.last, text[at + 1]) ? readRegex(reading, at) : readPunctuation(reading, at);
    case '"':
    case "'":
      return readQuoted(reading, at, c);
    case '`':
      return readTemplate(reading, at);
    case '}':
      return reading.templates.at(-1) === reading.braces ? readRestOfTemplate(reading, at) : readPunctuation(reading, at);
    default:
      return WORD.test(c) ? readWord(reading, at) : readPunctuation(reading, at);
  }
}

function commentEnd(text: string, from: number): number {
  const close = text.indexOf('*/', from + 2);
  return close === -1 ? text.length : close + 2;
}

function readRegex(reading: Reading, at: number): number {
  reading.last = '"';
  const end = regexEnd(reading.text, at);
  return end === undefined ? at + 1 : reading.spans.regex(at, end);
}

function readQuoted(reading: Reading, at: number, quote: string): number {
  reading.last = '"';
  const close = quoteEnd(reading.text, at, quote);
  return close === undefined ? at + 1 : reading.spans.string(at, at + 1, close, close + 1);
}

/** From the opening backtick to the closing one, or to the first `${`. */
function readTemplate(reading: Reading, at: number): number {
  const { end, by } = templateEnd(reading.text, at);
  if (by === 'hole') reading.templates.push(reading.braces);
  return readTemplatePart(reading, at, end, by);
}

/** From the `}` of a hole to the closing backtick, or to the next `${`. */
function readRestOfTemplate(reading: Reading, at: number): number {
  const { end, by } = templateEnd(reading.text, at);
  if (by === 'backtick') reading.templates.pop();
  return readTemplatePart(reading, at, end, by);
}

function readTemplatePart(reading: Reading, at: number, end: number, by: TemplateEnd['by']): number {
  if (by !== 'text') reading.last = by === 'hole' ? '{' : '`';
  return reading.spans.string(at, at + 1, end, by === 'hole' ? end + 2 : end + 1);
}

/** What a part of a template ends by: its backtick, the `${` of a hole, or the text, because nothing closes it. */
type TemplateEnd = { end: number; by: 'backtick' | 'hole' | 'text' };

function templateEnd(text: string, from: number): TemplateEnd {
  for (let end = from + 1; end < text.length; end++) {
    const c = text[end];
    if (c === '\\') end++;
    else if (c === '`') return { end, by: 'backtick' };
    else if (c === '$' && text[end + 1] === '{') return { end, by: 'hole' };
  }
  return { end: text.length, by: 'text' };
}

function readWord(reading: Reading, at: number): number {
  const { text, last } = reading;
  let end = at + 1;
  while (end < text.length && WORD.test(text[end] ?? '')) end++;
  // A member named like a keyword (`x.in / 2`) is no keyword.
  reading.last = last === '.' ? 'x' : text.slice(at, end);
  return end;
}

function readPunctuation(reading: Reading, at: number): number {
  const { text, parens, last } = reading;
  const c = text[at] ?? '';
  if (c === '(') parens.push(HEADS.has(last));
  if (c === '{') reading.braces++;
  if (c === '}') reading.braces = Math.max(0, reading.braces - 1);
  reading.last = c === ')' && parens.pop() ? 'if()' : c;
  return at + 1;
}

function opensRegex(last: string, next: string | undefined): boolean {
  if (next === '>' || next === undefined) return false; // The end of a JSX tag.
  if (last === '<') return false; // </tag>
  if (last === '' || last === 'if()') return true;
  if (last === '}') return next !== ' ' && next !== '=';
  if (last === ')' || last === ']' || last === '"' || last === '`') return false;
  return WORD.test(last[0] ?? '') ? BEFORE_REGEX.has(last) : true;
}

function quoteEnd(text: string, from: number, quote: string): number | undefined {
  for (let at = from + 1; at < text.length; at++) {
    const c = text[at];
    if (c === '\\') {
      if (text[at + 1] === '\r' && text[at + 2] === '\n') at++;
      at++;
    } else if (c === quote) return at;
    else if (c === '\n') return undefined;
  }
  return undefined;
}

/** The offset after the flags of the regular expression that starts here; undefined if the line ends first. */
function regexEnd(text: string, from: number): number | undefined {
  let inClass = false;
  for (let at = from + 1; at < text.length; at++) {
    const c = text[at];
    if (c === '\n') return undefined;
    if (c === '\\') at++;
    else if (c === '[') inClass = true;
    else if (c === ']') inClass = false;
    else if (c === '/' && !inClass) {
      let end = at + 1;
      while (end < text.length && /[a-z]/.test(text[end] ?? '')) end++;
      return end;
    }
  }
  return undefined;
}
