// When two texts are the same to a reader: Unicode composed, white space collapsed to single blanks and trimmed. And how a path is
// written: forward slashes, no leading `./`.

import { createHash } from 'node:crypto';

export const collapsed = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim();

/** The length that decides whether a quote is short. */
export const inkLength = (text: string): number => text.replace(/\s+/g, '').length;

export const plainPath = (path: string): string =>
  path
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^(\.\/+)+/, '')
    .replace(/\/{2,}/g, '/');

/** The digest with which a masked quote identifies the line that it hides: over its text with white space collapsed. */
export const lineDigest = (line: string): string => createHash('sha256').update(line.replace(/\s+/g, ' ').trim()).digest('hex');

/** Lines as git and grep count them; a final newline ends a line and starts none. */
export function linesOf(text: string): string[] {
  const ending = text.includes('\n') ? /\r?\n/ : /\r/;
  const lines = text.split(ending);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
