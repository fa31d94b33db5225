// The identity of a finding across runs: the same category, file and quoted text give the same fingerprint, however the text is
// indented and whatever line it is on.

import { createHash } from 'node:crypto';
import { collapsed, plainPath } from './normal.ts';

const HEX = 12;

export function fingerprint(category: string, path: string, quote: string): string {
  // NUL between the parts, so that different triples cannot give the same text.
  const parts = [collapsed(category).toLowerCase(), plainPath(path), collapsed(quote)];
  return `f-${createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, HEX)}`;
}
