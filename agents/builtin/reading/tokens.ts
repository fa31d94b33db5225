// A second parser for JavaScript and Python, deliberately independent of the masks: re-checks read token by token where rules match
// patterns, so that the two do not make the same mistakes.

export type Token = {
  kind: 'word' | 'string' | 'number' | 'mark' | 'comment' | 'line-end';
  text: string;
  at: number;
  line: number;
};

const MARKS = ['===', '!==', '...', '=>', '==', '!=', '<=', '>=', '&&', '||', '??', '?.', '**', '++', '--', ':=', '->', '//='];
const AFTER_VALUE = /^(?:[\w$)\]"'`]|\/$)/;

export function tokensOf(text: string, language: 'javascript' | 'python'): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  const take = (kind: Token['kind'], end: number) => {
    const part = text.slice(at, end);
    tokens.push({ kind, text: part, at, line });
    for (const c of part) if (c === '\n') line++;
    at = end;
  };
  const quotesAt = language === 'python' ? pythonQuotesAt : javascriptQuotesAt;
  while (at < text.length) {
    const c = text[at] ?? '';
    const quotes = quotesAt(text, at, tokens);
    if (c === '\n') take('line-end', at + 1);
    else if (/\s/.test(c)) at++;
    else if (quotes) take(quotes.kind, quotes.end);
    else if (/[A-Za-z_$\u0080-\uffff]/.test(c)) take('word', at + (/^[\w$\u0080-\uffff]+/.exec(text.slice(at, at + 300))?.[0].length ?? 1));
    else if (/[0-9]/.test(c)) take('number', at + (/^[0-9][\w.]*/.exec(text.slice(at, at + 100))?.[0].length ?? 1));
    else take('mark', at + (MARKS.find((mark) => text.startsWith(mark, at))?.length ?? 1));
  }
  return tokens;
}

/** A comment, or a string of any form, that starts here. */
type Quotes = { kind: 'comment' | 'string'; end: number };

function pythonQuotesAt(text: string, at: number): Quotes | undefined {
  if (text[at] === '#') return { kind: 'comment', end: lineEnd(text, at) };
  if (/^[rRbBuUfF]{0,2}("|')/.test(text.slice(at, at + 3))) return { kind: 'string', end: pythonString(text, at) };
  return text[at] === '`' ? { kind: 'string', end: template(text, at) } : undefined;
}

function javascriptQuotesAt(text: string, at: number, before: readonly Token[]): Quotes | undefined {
  const c = text[at];
  if (text.startsWith('//', at) || (at === 0 && text.startsWith('#!'))) return { kind: 'comment', end: lineEnd(text, at) };
  if (text.startsWith('/*', at)) return { kind: 'comment', end: endOf(text, '*/', at + 2) };
  if (c === '"' || c === "'") return { kind: 'string', end: quoted(text, at, c) };
  if (c === '`') return { kind: 'string', end: template(text, at) };
  return c === '/' && opensRegex(before) ? { kind: 'string', end: regex(text, at) } : undefined;
}

/** Without comments and line ends: what the program says. */
export const spoken = (tokens: readonly Token[]): Token[] => tokens.filter((it) => it.kind !== 'comment' && it.kind !== 'line-end');

/** The index of the token that closes the bracket at an index. */
export function closes(tokens: readonly Token[], open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const it = tokens[at];
    if (it?.kind !== 'mark') continue;
    if (it.text === '(' || it.text === '[' || it.text === '{') depth++;
    else if (it.text === ')' || it.text === ']' || it.text === '}') {
      depth--;
      if (depth === 0) return at;
    }
  }
  return undefined;
}

function opensRegex(tokens: readonly Token[]): boolean {
  const last = tokens.findLast((it) => it.kind !== 'comment' && it.kind !== 'line-end');
  if (last === undefined) return true;
  if (last.kind === 'word') return /^(return|typeof|case|in|of|delete|void|throw|new|do|else|yield|await)$/.test(last.text);
  return last.kind === 'mark' && !AFTER_VALUE.test(last.text) && last.text !== '<';
}

function regex(text: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < text.length && text[at] !== '\n'; at++) {
    const c = text[at];
    if (c === '\\') at++;
    else if (c === '[') inClass = true;
    else if (c === ']') inClass = false;
    else if (c === '/' && !inClass) return at + 1 + (/^[a-z]*/.exec(text.slice(at + 1, at + 10))?.[0].length ?? 0);
  }
  return from + 1;
}

function quoted(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    const c = text[at];
    if (c === '\\') at++;
    else if (c === quote) return at + 1;
    else if (c === '\n') return from + 1; // An apostrophe in the text of a tag.
  }
  return from + 1;
}

function template(text: string, from: number): number {
  let depth = 0;
  for (let at = from + 1; at < text.length; at++) {
    const c = text[at];
    if (c === '\\') at++;
    else if (c === '$' && text[at + 1] === '{') depth++;
    else if (c === '}' && depth > 0) depth--;
    else if (c === '`' && depth === 0) return at + 1;
    else if (c === '`') at = template(text, at) - 1;
  }
  return text.length;
}

function pythonString(text: string, from: number): number {
  const open = /["']/.exec(text.slice(from, from + 3))?.index ?? 0;
  const start = from + open;
  const quote = text[start] ?? '"';
  const long = text.startsWith(quote.repeat(3), start);
  for (let at = start + (long ? 3 : 1); at < text.length; at++) {
    const c = text[at];
    if (c === '\\') at++;
    else if (long ? text.startsWith(quote.repeat(3), at) : c === quote) return at + (long ? 3 : 1);
    else if (c === '\n' && !long) return at;
  }
  return text.length;
}

const lineEnd = (text: string, from: number): number => endOf(text, '\n', from, 0);

function endOf(text: string, mark: string, from: number, extra = mark.length): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end + extra;
}
