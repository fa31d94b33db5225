// Lines on a terminal: the width of text, wrapping, columns. Text is measured plain and coloured
// afterwards. Widths and line breaks are those of string-width and wrap-ansi.

import { createRequire } from 'node:module';
import { stripVTControlCharacters } from 'node:util';
import { oneLine } from '../../../../skills/wording/plain-text.ts';

// Their tables take longer to load than a short command runs, so they are loaded for the first text that needs them.
const load = createRequire(import.meta.url);
let measure: ((text: string) => number) | undefined;
let breakLines: typeof import('wrap-ansi').default | undefined;
let segmenter: Intl.Segmenter | undefined;

function stringWidth(text: string): number {
  measure ??= (load('string-width') as typeof import('string-width')).default;
  return measure(text);
}

function wrapAnsi(text: string, width: number, options?: { hard: boolean }): string {
  if (isPlain(text) && !/^ | $| {2}/.test(text)) {
    const words = text.split(' ');
    if (words.every((it) => it.length <= width)) return filled(words, width).join('\n');
  }
  breakLines ??= (load('wrap-ansi') as typeof import('wrap-ansi')).default;
  return breakLines(text, width, options);
}

/** Puts as many words on each line as fit. */
function filled(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Whether every character takes one column: ASCII, letters of European languages, and the punctuation that our sentences use. */
const isPlain = (text: string): boolean => /^[ -~\u{a1}-\u{ac}\u{ae}-\u{24f}\u{2013}\u{2014}\u{2018}-\u{201e}\u{2026}]*$/u.test(text);

const graphemes = (text: string): Intl.Segments => {
  segmenter ??= new Intl.Segmenter();
  return segmenter.segment(text);
};

/** Terminal columns, not characters: an emoji or a CJK letter takes two, a combining mark none. */
export const cells = (text: string): number => (isPlain(text) ? text.length : stringWidth(text));

/** Text of unknown origin on one line, cut with an ellipsis where it is too long. */
export const fit = (text: string, width: number): string => clip(oneLine(text), width);

/** A line, with its spaces, cut with an ellipsis where it is too long. */
export function clip(line: string, width: number): string {
  if (cells(line) <= width) return line;
  let used = 0;
  for (const { segment, index } of graphemes(line)) {
    used += cells(segment);
    if (used > width - 1) return `${line.slice(0, index).trimEnd()}…`;
  }
  return line;
}

/** Cuts the beginning instead, because the end of a path says most. */
export function fitPath(path: string, width: number): string {
  const line = oneLine(path);
  if (cells(line) <= width) return line;
  let kept = '';
  for (const { segment } of [...graphemes(line)].reverse()) {
    if (kept !== '' && cells(segment + kept) > width - 1) break;
    kept = segment + kept;
  }
  return `…${kept}`;
}

export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - cells(text)));

/** Breaks between words; a word longer than a line is broken. Paragraphs and their indentation are kept. */
export function wrap(text: string, width: number, indent = ''): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const own = paragraph.slice(0, paragraph.length - paragraph.trimStart().length);
    const margin = cells(indent + own) <= width - NARROWEST ? indent + own : indent;
    const lines = wrapAnsi(paragraph.trim(), Math.max(NARROWEST, width - cells(margin)), { hard: true });
    return lines.split('\n').map((line) => (margin + line).trimEnd());
  });
}

/** No column is narrower than this, whatever the terminal. */
const NARROWEST = 10;

/** A label in the margin, with lines beside it. */
export function beside(label: string, lines: readonly string[], margin: number, stroke: (text: string) => string): string[] {
  return lines.map((line, at) => (at === 0 ? stroke(label) + ' '.repeat(Math.max(1, margin - cells(label))) : ' '.repeat(margin)) + line);
}

/** A label in the margin, with wrapped paragraphs beside it; empty ones are left out. */
export const labelled =
  (margin: number, width: number, stroke: (text: string) => string) =>
  (label: string, texts: readonly string[]): string[] =>
    beside(
      label,
      texts.filter((it) => it !== '').flatMap((it) => wrap(oneLine(it), width - margin)),
      margin,
      stroke,
    );

/** Columns as wide as their widest cell; if they do not fit, the widest are narrowed first. */
export function columns(width: number, rows: readonly (readonly string[])[]): string[][] {
  const widest = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => cells(row[at] ?? ''))));
  const widths = narrowed(widest, width - GAP * (widest.length - 1));
  return rows.map((row) =>
    row.map((cell, at) => {
      const room = widths[at] ?? 0;
      const shown = clip(cell, room);
      return at === row.length - 1 ? shown : pad(shown, room + GAP);
    }),
  );
}

const GAP = 2;
/** The least width of a column, so that ids are not cut before titles. */
const LEAST = 8;
const LAST = 16;

function narrowed(widths: readonly number[], room: number): number[] {
  const left = [...widths];
  let over = left.reduce((sum, it) => sum + it, 0) - room;
  // The last column holds the longest text and loses the least by being cut.
  const last = left.length - 1;
  const given = Math.min(Math.max(0, over), Math.max(0, (left[last] ?? 0) - LAST));
  left[last] = (left[last] ?? 0) - given;
  over -= given;
  while (over > 0) {
    const widest = Math.max(...left);
    if (widest <= LEAST) break;
    const next = Math.max(LEAST, ...left.filter((it) => it < widest));
    const at = left.lastIndexOf(widest);
    // One step at a time, so that columns of equal width stay equal; never below the next widest.
    const less = Math.min(over, Math.max(1, left.filter((it) => it === widest).length === 1 ? widest - next : 1));
    left[at] = widest - less;
    over -= less;
  }
  return left;
}

/**
 * Joins the lines of a screen. Lines that are too long for the terminal are continued on the next (a pipe has no limit); words are never
 * broken.
 */
export const joinedLines = (ends: number | undefined, lines: readonly string[]): string =>
  `${lines.flatMap((line) => (ends === undefined ? line : continued(line, ends))).join('\n')}\n`;

function continued(line: string, width: number): string[] {
  if (cells(line) <= width) return [line];
  const text = stripVTControlCharacters(line);
  const own = text.length - text.trimStart().length;
  const indent = ' '.repeat(Math.min(own, Math.max(0, width - NARROWEST)));
  const [first = '', ...more] = wrapAnsi(line, Math.max(NARROWEST, width - indent.length - 2)).split('\n');
  return [`${indent}${first}`, ...more.map((it) => `${indent}  ${it}`)];
}
