// Worker text is data. This removes everything that could act on a terminal or mislead a reader: escape sequences
// and control characters are removed, and characters that reorder or hide text are spelled out.

const ESC = '\\u001b';
const BEL = '\\u0007';
const ST = `(?:${BEL}|${ESC}\\\\|\\u009c)`;

/**
 * Operating system commands and device strings with their text, then CSI, then the two-character sequences. The text
 * of a string ends where another one begins; looking past that for its end would take quadratic time.
 */
const SEQUENCES = new RegExp(
  [
    `(?:${ESC}[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])[^\\u0007\\u001b\\u0090\\u0098\\u009c-\\u009f\\n]*${ST}`,
    `(?:${ESC}\\[|\\u009b)[0-?]*[ -/]*[@-~]`,
    `${ESC}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);

/** The remaining C0 and C1 characters, except tab and line feed, which are text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Bidirectional overrides and isolates, zero-width space, word joiner, tags, soft line separators, stray marks. */
const DECEIVERS = /[\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\u061c]|\udb40[\udc00-\udc7f]/g;

const spelled = (character: string): string => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;

/** Text that is safe anywhere: its only invisible characters are line feeds and tabs. */
export function plainText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(SEQUENCES, '').replace(CONTROLS, '').replace(DECEIVERS, spelled);
}

/** The same on one line, for tables, titles and paths. */
export function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}

/** Every text in a document, at any depth: for screens, where a single missed text could act on the terminal. */
export function plainDeep<Document>(document: Document): Document {
  return plained(document) as Document;
}

function plained(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value);
  if (Array.isArray(value)) return value.map(plained);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, plained(it)]));
}

/** Shortened for a place with little room; the full text is elsewhere in the report. */
export function cut(text: string, length: number): string {
  const characters = [...text.slice(0, length * 4 + 4)];
  if (characters.length <= length) return text;
  return `${characters
    .slice(0, Math.max(1, length - 1))
    .join('')
    .trimEnd()}…`;
}
