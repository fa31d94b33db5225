// Masks JavaScript, TypeScript and JSX: separates code, strings, regular expressions and comments. Robust against errors: a quote
// that does not close on its line is JSX text, so one apostrophe never swallows the rest of the file.

import { maskedBy } from './blank.ts';
import type { Masked, Span, StringSpan } from './masked.ts';

const WORD = /[\w$\u0080-\uffff]/;
/** Keywords after which a slash starts a regular expression. */
const BEFORE_REGEX = new Set('return typeof instanceof in of new delete void throw case do else yield await default extends'.split(' '));
const HEADS = new Set(['if', 'while', 'for', 'with']);

export function maskJavaScript(text: string): Masked {
  const strings: StringSpan[] = [];
  const comments: Span[] = [];
  const regexes: Span[] = [];
  /** For each open template, the brace depth at its `${`. */
  const templates: number[] = [];
  /** For each open parenthesis: whether it belongs to an `if (…)` or the like. */
  const parens: boolean[] = [];
  let braces = 0;
  let at = 0;
  /** The last token that was no comment: a word, or one character. */
  let last = '';

  const templatePart = (from: number, opening: boolean): void => {
    let end = from + 1;
    while (end < text.length) {
      const c = text[end];
      if (c === '\\') end += 2;
      else if (c === '`') {
        strings.push({ start: from, end: end + 1, innerStart: from + 1, innerEnd: end });
        if (!opening) templates.pop();
        at = end + 1;
        last = '`';
        return;
      } else if (c === '$' && text[end + 1] === '{') {
        strings.push({ start: from, end: end + 2, innerStart: from + 1, innerEnd: end });
        if (opening) templates.push(braces);
        at = end + 2;
        last = '{';
        return;
      } else end++;
    }
    strings.push({ start: from, end: text.length, innerStart: from + 1, innerEnd: text.length });
    at = text.length;
  };

  if (text.startsWith('#!')) {
    const end = lineEnd(text, 0);
    comments.push({ start: 0, end });
    at = end;
  }
  while (at < text.length) {
    const c = text[at] ?? '';
    const next = text[at + 1];
    if (c === ' ' || c === '\t' || c === '\n' || c === '\r') {
      at++;
    } else if (c === '/' && next === '/') {
      const end = lineEnd(text, at);
      comments.push({ start: at, end });
      at = end;
    } else if (c === '/' && next === '*') {
      const close = text.indexOf('*/', at + 2);
      const end = close === -1 ? text.length : close + 2;
      comments.push({ start: at, end });
      at = end;
    } else if (c === '"' || c === "'") {
      const close = quoteEnd(text, at, c);
      if (close === undefined) at++;
      else {
        strings.push({ start: at, end: close + 1, innerStart: at + 1, innerEnd: close });
        at = close + 1;
      }
      last = '"';
    } else if (c === '`') {
      templatePart(at, true);
    } else if (c === '}' && templates.length > 0 && templates.at(-1) === braces) {
      templatePart(at, false);
    } else if (c === '/' && opensRegex(last, next)) {
      const end = regexEnd(text, at);
      if (end === undefined) at++;
      else {
        regexes.push({ start: at, end });
        at = end;
      }
      last = '"';
    } else if (WORD.test(c)) {
      let end = at + 1;
      while (end < text.length && WORD.test(text[end] ?? '')) end++;
      // A member named like a keyword (`x.in / 2`) is no keyword.
      last = last === '.' ? 'x' : text.slice(at, end);
      at = end;
    } else {
      if (c === '(') parens.push(HEADS.has(last));
      if (c === '{') braces++;
      if (c === '}') braces = Math.max(0, braces - 1);
      last = c === ')' && parens.pop() ? 'if()' : c;
      at++;
    }
  }
  return maskedBy(text, strings, comments, regexes);
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

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
