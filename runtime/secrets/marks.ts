// Fingerprints of secrets that a home has seen: the length of a value, a small rolling sum and a keyed digest. With them, a command
// in another terminal, or a daemon with another environment, can hide a value that an earlier process knew.

import { readFileSync } from 'node:fs';
import { getBuiltinModule } from 'node:process';
import type { Span } from './shapes.ts';

export type Marks = { key: string; marks: readonly { length: number; sum: number; digest: string }[] };

/** Only the newest are kept; a home that sees more saw most of them long ago. */
const MOST = 500;
/** Small enough to reveal little about a value, large enough that few windows of other text have the same sum. */
const SUMS = 1 << 20;
const FACTOR = 31;
/** Loaded only if the home has marks: every command comes through here. */
const crypto = () => getBuiltinModule('node:crypto');

export function marksAt(path: string): Marks {
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (areMarks(found)) return found;
  } catch (error) {
    if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  // A torn or modified file is ignored and rebuilt.
  return { key: crypto().randomBytes(32).toString('hex'), marks: [] };
}

function areMarks(found: unknown): found is Marks {
  const { key, marks } = (found ?? {}) as Record<string, unknown>;
  if (typeof key !== 'string' || !/^[0-9a-f]{64}$/.test(key) || !Array.isArray(marks)) return false;
  return marks.every((it: unknown) => {
    const { length, sum, digest } = (it ?? {}) as Record<string, unknown>;
    return Number.isSafeInteger(length) && Number(length) > 0 && Number.isSafeInteger(sum) && typeof digest === 'string';
  });
}

/** Adds marks for the values that have none yet; the newest are kept. */
export function withMarksOf(known: Marks, values: readonly string[]): Marks {
  const digests = new Set(known.marks.map((it) => it.digest));
  // The value as it is, and as JSON writes it.
  const forms = [...new Set(values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]))];
  const fresh = forms
    .map((text) => ({ length: text.length, sum: sumOf(text), digest: digestOf(text, known.key) }))
    .filter((it) => !digests.has(it.digest));
  return fresh.length === 0 ? known : { ...known, marks: [...known.marks, ...fresh].slice(-MOST) };
}

/** Where remembered values occur in a text. */
export function markedSpans(text: string, { key, marks }: Marks): Span[] {
  const found: Span[] = [];
  for (const length of new Set(marks.map((it) => it.length))) {
    const wanted = new Map(marks.filter((it) => it.length === length).map((it) => [it.sum, it.digest]));
    const digests = new Set(marks.map((it) => it.digest));
    for (const from of windowsWith(text, length, wanted)) {
      if (digests.has(digestOf(text.slice(from, from + length), key))) found.push({ from, to: from + length });
    }
  }
  return found;
}

/** Finds windows with a wanted sum, computing each sum from the one before. */
function* windowsWith(text: string, length: number, wanted: ReadonlyMap<number, unknown>): Generator<number> {
  if (text.length < length) return;
  let top = 1;
  for (let at = 1; at < length; at++) top = (top * FACTOR) % SUMS;
  let sum = sumOf(text.slice(0, length));
  for (let from = 0; ; from++) {
    if (wanted.has(sum)) yield from;
    if (from + length >= text.length) return;
    const without = (((sum - text.charCodeAt(from) * top) % SUMS) + SUMS) % SUMS;
    sum = (without * FACTOR + text.charCodeAt(from + length)) % SUMS;
  }
}

function sumOf(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (sum * FACTOR + text.charCodeAt(at)) % SUMS;
  return sum;
}

const digestOf = (text: string, key: string): string =>
  crypto().createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('hex').slice(0, 32);
