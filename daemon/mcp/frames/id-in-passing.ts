// Finds the id of a message that is too large to be kept, while its bytes pass: the value of the key `id` of the
// outermost object, wherever it stands. Keeps no more than one short string at a time.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPENS = new Set([0x7b, 0x5b]);
const CLOSES = new Set([0x7d, 0x5d]);

/** No client of ours has a longer id; what is longer is no id. */
const LONGEST = 256;

export type IdInPassing = { pass(bytes: Buffer): void; id(): string | number | null };

export function idInPassing(): IdInPassing {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let word: number[] = [];
  let key = '';
  let found: string | number | null = null;
  const ends = () => {
    if (key === '"id"') found = idIn(word);
    key = '';
    word = [];
  };
  const takeOutside = (byte: number) => {
    if (byte === QUOTE) inString = true;
    if (OPENS.has(byte)) depth += 1;
    else if (CLOSES.has(byte)) {
      if (depth === 1) ends();
      depth -= 1;
    } else if (depth === 1 && byte === COMMA) return ends();
    else if (depth === 1 && byte === COLON) {
      key = textOf(word);
      word = [];
      return;
    }
    keep(byte);
  };
  const keep = (byte: number) => {
    if (depth === 1 && word.length <= LONGEST) word.push(byte);
  };
  const takeInString = (byte: number) => {
    if (escaped) escaped = false;
    else if (byte === BACKSLASH) escaped = true;
    else if (byte === QUOTE) inString = false;
    keep(byte);
  };
  return {
    pass(bytes) {
      for (const byte of bytes) inString ? takeInString(byte) : takeOutside(byte);
    },
    id: () => found,
  };
}

const textOf = (word: readonly number[]): string => Buffer.from(word).toString('utf8').trim();

function idIn(word: readonly number[]): string | number | null {
  if (word.length > LONGEST) return null;
  try {
    const value: unknown = JSON.parse(textOf(word));
    return typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value)) ? value : null;
  } catch {
    return null;
  }
}
