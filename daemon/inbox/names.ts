// Names of dropped files. A file system allows any bytes in a name, up to 255: not all are text, and
// not all leave room for our prefixes and suffixes. Pure.

/** In bytes; the limit of most file systems. */
export const LONGEST_NAME = 255;
/** Leaves room for the id of a run, ` (2)`, `.error.txt`, and the suffix of a temporary file. */
const LONGEST_SHELVED = 160;

/** The name as text; a byte that is not part of a character is written as `\xE9`. */
export function shownName(bytes: Buffer): string {
  const whole = textOf(bytes);
  if (whole !== undefined) return whole;
  let shown = '';
  for (let at = 0; at < bytes.length; ) {
    const next = [1, 2, 3, 4].map((length) => bytes.subarray(at, at + length)).find((it) => textOf(it) !== undefined);
    shown += next ? textOf(next) : `\\x${(bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
    at += next?.length ?? 1;
  }
  return shown;
}

export const isText = (bytes: Buffer): boolean => textOf(bytes) !== undefined;

function textOf(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The name, shortened in the middle if it is too long: `beginning….md`. */
export function shelfName(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_SHELVED) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && Buffer.byteLength(name.slice(dot)) <= 32 ? name.slice(dot) : '';
  const room = LONGEST_SHELVED - Buffer.byteLength(`…${ending}`);
  let beginning = '';
  let used = 0;
  for (const character of name) {
    used += Buffer.byteLength(character);
    if (used > room) break;
    beginning += character;
  }
  return `${beginning}…${ending}`;
}
