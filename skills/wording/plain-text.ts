// Workers' text is data. This removes whatever could act on a terminal or mislead a reader: escape sequences and control characters
// are dropped, and characters that reorder or hide text are spelled out.

import { withoutPartialCharacter } from '../../contracts/cut.ts';
import { withHiddenSpelled, withoutSequences } from '../../runtime/text/invisible-characters.ts';

const spelled = (character: string): string => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;

/** True for most texts, with a single test. */
const PLAIN = /^[\n\t -~]*$/;

/** Text that is safe anywhere: its only invisible characters are line feeds and tabs. */
export function plainText(text: string): string {
  if (PLAIN.test(text)) return text;
  return withHiddenSpelled(withoutSequences(text.toWellFormed().replace(/\r\n?/g, '\n')), spelled);
}

/** The same on one line, for tables, titles and paths. */
export function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}

/** Every text in a document, at any depth: on a screen, a single missed text could act on the terminal. Plain values are not copied. */
export function plainDeep<Document>(document: Document): Document {
  return plained(document) as Document;
}

function plained(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value);
  if (value === null || typeof value !== 'object') return value;
  let changed = false;
  const entries: [string, unknown][] = [];
  for (const [key, before] of Object.entries(value)) {
    const after = plained(before);
    changed ||= after !== before;
    entries.push([key, after]);
  }
  if (!changed) return value;
  return Array.isArray(value) ? entries.map(([, it]) => it) : Object.fromEntries(entries);
}

/** Shortened for a place with little room; the full text is elsewhere in the report. */
export function cut(text: string, length: number): string {
  const characters = [...text.slice(0, length * 4 + 4)];
  if (characters.length <= length) return text;
  const kept = characters.slice(0, Math.max(1, length - 1)).join('');
  return `${withoutPartialCharacter(kept, text).trimEnd()}…`;
}
