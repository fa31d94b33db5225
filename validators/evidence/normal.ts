// When two pieces of text are the same to a reader: Unicode composed, every stretch of white space one blank,
// none at the ends. And how a path is written: forward slashes, no `./` in front.

import { createHash } from 'node:crypto';

export const collapsed = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim();

/** What a quote is short or long by. */
export const inkLength = (text: string): number => text.replace(/\s+/g, '').length;

export const plainPath = (path: string): string =>
  path
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^(\.\/+)+/, '')
    .replace(/\/{2,}/g, '/');

/** The digest a masked quote carries of the line it hides: over its text with white space collapsed. */
export const lineDigest = (line: string): string => createHash('sha256').update(line.replace(/\s+/g, ' ').trim()).digest('hex');

/** Lines as git and grep count them; a last newline ends a line and begins none. */
export function linesOf(text: string): string[] {
  const ending = text.includes('\n') ? /\r?\n/ : /\r/;
  const lines = text.split(ending);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
