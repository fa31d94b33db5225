// Lines of a terminal: how wide text is, where it wraps, how columns line up. Text goes in plain and
// is painted after it has been measured.

import { oneLine } from '../../../../skills/telling/plain-text.ts';

/** Combining marks and joiners take no cell; East Asian wide letters and emoji take two. */
const NO_CELL = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const TWO_CELLS =
  /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]$|^\p{Emoji_Presentation}$/u;

export function cells(text: string): number {
  let sum = 0;
  for (const character of text) sum += character < '\u0300' ? 1 : NO_CELL.test(character) ? 0 : TWO_CELLS.test(character) ? 2 : 1;
  return sum;
}

/** Somebody's text on one line, cut with an ellipsis where it does not fit. */
export const fit = (text: string, width: number): string => clip(oneLine(text), width);

/** A line of ours, with its spaces, cut in the same way. */
export function clip(line: string, width: number): string {
  if (cells(line) <= width) return line;
  let kept = '';
  let used = 0;
  for (const character of line) {
    used += cells(character);
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** The same from the other end: of a path the end tells most. */
export function fitPath(path: string, width: number): string {
  const line = oneLine(path);
  if (cells(line) <= width) return line;
  const characters = [...line];
  while (characters.length > 1 && cells(characters.join('')) > width - 1) characters.shift();
  return `…${characters.join('')}`;
}

export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - cells(text)));

/** Paragraph by paragraph, each line behind the indent; a word longer than a line is broken. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const room = Math.max(10, width - cells(indent));
  return text.split('\n').flatMap((paragraph) => wrapped(paragraph, room).map((line) => (indent + line).trimEnd()));
}

function wrapped(paragraph: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ').flatMap((it) => pieces(it, room))) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (cells(joined) <= room) line = joined;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function pieces(word: string, room: number): string[] {
  if (cells(word) <= room) return [word];
  const parts: string[] = [''];
  let used = 0;
  for (const character of word) {
    const width = cells(character);
    if (used + width > room) {
      parts.push('');
      used = 0;
    }
    parts[parts.length - 1] += character;
    used += width;
  }
  return parts;
}

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
