// Lines of a terminal: how wide text is, where it wraps, how columns line up. Text is plain here and is painted
// after it has been measured. Widths and line breaks are those of string-width and wrap-ansi.

import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { oneLine } from '../../../../skills/telling/plain-text.ts';

const graphemes = new Intl.Segmenter();

/** Terminal columns, not characters: an emoji or a CJK letter takes two, a combining mark none. */
export const cells = (text: string): number => stringWidth(text);

/** Text of unknown origin on one line, cut with an ellipsis where it is too long. */
export const fit = (text: string, width: number): string => clip(oneLine(text), width);

/** A line, with its spaces, cut with an ellipsis where it is too long. */
export function clip(line: string, width: number): string {
  if (cells(line) <= width) return line;
  let used = 0;
  for (const { segment, index } of graphemes.segment(line)) {
    used += cells(segment);
    if (used > width - 1) return `${line.slice(0, index).trimEnd()}…`;
  }
  return line;
}

/** The same from the other end: the end of a path says most. */
export function fitPath(path: string, width: number): string {
  const line = oneLine(path);
  if (cells(line) <= width) return line;
  let kept = '';
  for (const { segment } of [...graphemes.segment(line)].reverse()) {
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

/** A label in the margin, its lines beside it. */
export function beside(label: string, lines: readonly string[], margin: number, stroke: (text: string) => string): string[] {
  return lines.map((line, at) => (at === 0 ? stroke(label) + ' '.repeat(Math.max(1, margin - cells(label))) : ' '.repeat(margin)) + line);
}

/** Columns as wide as their widest cell, the last one as long as it is. */
export function columns(rows: readonly (readonly string[])[], gap = 2): string[][] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => cells(row[at] ?? ''))));
  return rows.map((row) => row.map((cell, at) => (at === row.length - 1 ? cell : pad(cell, (widths[at] ?? 0) + gap))));
}

export const joinedLines = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
