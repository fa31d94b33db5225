// Masks Ruby: separates code, strings, heredocs and comments. Regular expressions and %-literals are recognised only in their
// simple forms, which rules for Ruby must allow for.

import { maskedBy } from './blank.ts';
import type { Masked, Span, StringSpan } from './masked.ts';

const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}', '<': '>' };

export function maskRuby(text: string): Masked {
  const strings: StringSpan[] = [];
  const comments: Span[] = [];
  let at = 0;
  /** Heredocs whose bodies start on the next line. */
  let waiting: { tag: string; indented: boolean }[] = [];
  const push = (start: number, innerStart: number, innerEnd: number, end: number): void => {
    strings.push({ start, end: Math.min(end, text.length), innerStart, innerEnd });
    at = Math.min(end, text.length);
  };
  while (at < text.length) {
    const c = text[at] ?? '';
    const lineStart = at === 0 || text[at - 1] === '\n';
    if (lineStart && text.startsWith('=begin', at)) {
      const close = text.indexOf('\n=end', at);
      const end = close === -1 ? text.length : close + 5;
      comments.push({ start: at, end });
      at = end;
    } else if (lineStart && text.startsWith('__END__', at)) {
      comments.push({ start: at, end: text.length });
      at = text.length;
    } else if (c === '\n' && waiting.length > 0) {
      let from = at + 1;
      for (const { tag, indented } of waiting) {
        const end = heredocEnd(text, from, tag, indented);
        push(from, from, end, end);
        from = Math.max(end, from);
      }
      waiting = [];
      at = Math.max(at + 1, from);
    } else if (c === '#' && /[\s;({]|^$/.test(text[at - 1] ?? '')) {
      const end = text.indexOf('\n', at);
      comments.push({ start: at, end: end === -1 ? text.length : end });
      at = end === -1 ? text.length : end;
    } else if (c === '<' && text[at + 1] === '<') {
      const heredoc = /^<<([~-])(["'`]?)([A-Z_]\w*)\2/.exec(text.slice(at, at + 80));
      if (heredoc) waiting.push({ tag: heredoc[3] ?? '', indented: true });
      at += heredoc ? heredoc[0].length : 2;
    } else if (c === '"' || c === "'" || c === '`') {
      if (c === "'" && /[\w?]/.test(text[at - 1] ?? '') && text[at - 1] === '?') at++;
      else {
        const close = closeOf(text, at + 1, c, undefined);
        push(at, at + 1, close, close + 1);
      }
    } else if (c === '%' && /^%[qQwWi]?[([{<]/.test(text.slice(at, at + 3)) && /[\s(,=[]/.test(text[at - 1] ?? ' ')) {
      const open = /^%[qQwWi]?/.exec(text.slice(at, at + 3))?.[0].length ?? 1;
      const bracket = text[at + open] ?? '(';
      const close = closeOf(text, at + open + 1, CLOSING[bracket] ?? ')', bracket);
      push(at, at + open + 1, close, close + 1);
    } else if (c === '/' && /[(,=!~|&]\s*$|\b(if|unless|when|and|or|not)\s+$/.test(text.slice(Math.max(0, at - 12), at))) {
      const close = closeOf(text, at + 1, '/', undefined);
      if (text.slice(at, close).includes('\n')) at++;
      else push(at, at + 1, close, close + 1);
    } else at++;
  }
  return maskedBy(text, strings, comments);
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

function heredocEnd(text: string, from: number, tag: string, indented: boolean): number {
  for (let at = from; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end === -1 ? text.length : end);
    if ((indented ? line.trim() : line) === tag) return at;
    if (end === -1) break;
    at = end + 1;
  }
  return text.length;
}
