// Collects where the strings and comments of a text are, and makes its mask of that: every character in them becomes a space, line
// breaks stay.

import type { Masked, Span, StringSpan } from './masked.ts';

/** What is found must be told in the order of the text. Each method returns where the text goes on. */
export type Spans = {
  string(start: number, innerStart: number, innerEnd: number, end: number): number;
  comment(start: number, end: number): number;
  /** From here to the end of the line. */
  lineComment(start: number): number;
  regex(start: number, end: number): number;
  mask(): Masked;
};

export function spansIn(text: string): Spans {
  const strings: StringSpan[] = [];
  const comments: Span[] = [];
  const regexes: Span[] = [];
  const comment = (start: number, end: number): number => {
    comments.push({ start, end });
    return end;
  };
  return {
    string(start, innerStart, innerEnd, end) {
      const last = Math.min(end, text.length);
      strings.push({ start, end: last, innerStart, innerEnd });
      return last;
    },
    comment,
    lineComment: (start) => comment(start, indexOrEnd(text, '\n', start)),
    regex(start, end) {
      regexes.push({ start, end });
      return end;
    },
    mask() {
      const holes = [
        ...strings.map((it) => ({ start: it.innerStart, end: it.innerEnd })),
        ...comments,
        ...regexes.map((it) => ({ start: it.start + 1, end: it.end })),
      ];
      return { code: withHoles(text, holes), strings, comments };
    },
  };
}

function withHoles(text: string, holes: readonly Span[]): string {
  let code = '';
  let at = 0;
  for (const hole of holes.toSorted((a, b) => a.start - b.start)) {
    if (hole.start < at) continue;
    code += text.slice(at, hole.start) + blanked(text.slice(hole.start, hole.end));
    at = hole.end;
  }
  return code + text.slice(at);
}

const blanked = (text: string): string => text.replace(/[^\r\n]/g, ' ');

export function indexOrEnd(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at === -1 ? text.length : at;
}
