// Describes a secret without revealing it: the quote shows the line with the secret starred out, and a digest of the whole line
// lets the evidence check find it anyway.

import { createHash } from 'node:crypto';
import type { Evidence } from '../../../contracts/findings/finding.ts';
import type { Lines } from '../reading/formats/lines.ts';

const STARS = '********';
const WIDEST = 300;

/** sha256 of the line with white space collapsed to single spaces and trimmed. */
export const lineDigest = (line: string): string => createHash('sha256').update(line.replace(/\s+/g, ' ').trim()).digest('hex');

/** The line with all secrets starred out; of each, `shown` characters stay, which only say what it is. */
export function masked(line: string, secrets: readonly { text: string; shown: number }[]): string {
  let out = line;
  for (const { text, shown } of [...secrets].sort((a, b) => b.text.length - a.text.length)) {
    if (text !== '') out = out.replaceAll(text, text.slice(0, shown) + STARS);
  }
  const at = out.indexOf(STARS);
  return out.length <= WIDEST ? out : out.slice(Math.max(0, at - WIDEST / 2), at + WIDEST / 2);
}

export function maskedEvidence(path: string, lines: Lines, line: number, secrets: readonly { text: string; shown: number }[]): Evidence {
  const text = lines.text(line);
  return { path, line, quote: masked(text, secrets).trim(), quoteDigest: lineDigest(text) };
}
