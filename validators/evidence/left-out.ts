// Finds what a quote leaves out of its line if that may reverse its meaning: the rest of a word, a comment marker, a “not”. The
// quote still counts as found; the reader of the finding is told what stands beside it.

import { collapsed } from './normal.ts';

const WORD_END = /[\p{L}\p{N}_$]+$/u;
const WORD_START = /^[\p{L}\p{N}_$]+/u;
/** A line with only one of these before the quote is a comment. */
const COMMENT = /^(?:\/\/+!?|\/\*+|#+|--+|;+|%+|\*|<!--|"""|'''|rem|dnl)$/i;
const NEGATION = /(?:[!~]|\b(?:not|never|no|unless|without))\s*\(?$/i;
/** In a minified line nobody reads the whole word. */
const LONGEST_WORD = 80;

/** Undefined if the quote leaves out nothing that matters. */
export function leftOut(lines: readonly string[], quote: string, place: { line: number; endLine: number }): string | undefined {
  const wanted = collapsed(quote);
  const first = collapsed(lines[place.line - 1] ?? '');
  const last = collapsed(lines[place.endLine - 1] ?? '');
  const before = first.slice(0, startIn(first, wanted));
  const after = place.line === place.endLine ? first.slice(before.length + wanted.length) : last.slice(endIn(last, wanted));
  const notes = [startNote(before, wanted), endNote(after, wanted)].filter((it) => it !== undefined);
  return notes.length === 0 ? undefined : notes.join('; ');
}

function startNote(before: string, wanted: string): string | undefined {
  const [head] = WORD_END.exec(before) ?? [];
  const [rest] = WORD_START.exec(wanted) ?? [];
  if (head !== undefined && rest !== undefined) return within('begins', head + rest);
  const said = before.trim();
  if (COMMENT.test(said)) return `the quote leaves out that its line begins with “${said}”`;
  const [negation] = NEGATION.exec(before) ?? [];
  return negation === undefined ? undefined : `the quote leaves out the “${negation.trim()}” before it`;
}

function endNote(after: string, wanted: string): string | undefined {
  const [tail] = WORD_START.exec(after) ?? [];
  const [rest] = WORD_END.exec(wanted) ?? [];
  return tail === undefined || rest === undefined ? undefined : within('ends', rest + tail);
}

const within = (how: 'begins' | 'ends', word: string): string | undefined =>
  word.length > LONGEST_WORD ? undefined : `the quote ${how} within the word “${word}”`;

/** Where in its first line a quote begins; it may continue in the next lines. */
function startIn(line: string, wanted: string): number {
  const at = line.indexOf(wanted);
  if (at >= 0) return at;
  for (let start = Math.max(0, line.length - wanted.length); start < line.length; start++)
    if (wanted.startsWith(`${line.slice(start)} `)) return start;
  return 0;
}

/** How much of its last line a multi-line quote covers. */
function endIn(line: string, wanted: string): number {
  for (let end = Math.min(line.length, wanted.length); end > 0; end--) if (wanted.endsWith(` ${line.slice(0, end)}`)) return end;
  return line.length;
}
