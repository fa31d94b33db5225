// Git's C-style quoting of paths: what it prints in a patch, and what it reads in a list of object folders.

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** Always quotes, so that no byte of a path can end it or mean something else. */
export function quoted(path: string): string {
  const bytes = Buffer.from(path, 'utf8');
  let text = '';
  for (const byte of bytes) {
    const plain = byte >= 32 && byte < 127 && byte !== 34 && byte !== 92;
    text += plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return `"${text}"`;
}

/** Decodes the text between the quotes, whose octal escapes are bytes of UTF-8. */
export function unquoted(text: string): string {
  const bytes: number[] = [];
  const source = Buffer.from(text.slice(1, -1), 'utf8');
  for (let at = 0; at < source.length; at++) {
    const byte = source[at] ?? 0;
    if (byte !== 92) {
      bytes.push(byte);
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(source.toString('latin1', at + 1, at + 4));
    if (octal) {
      bytes.push(Number.parseInt(octal[0], 8));
      at += 3;
    } else {
      bytes.push(ESCAPES[String.fromCharCode(source[at + 1] ?? 0)] ?? 0);
      at++;
    }
  }
  return Buffer.from(bytes).toString('utf8');
}
