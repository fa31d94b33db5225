// How a cached fold is stored: a small one as JSON; one with long lists in chunks, compressed. No chunk takes long to write or
// read, and SQLite has a tenth of the bytes to store. Compression runs on Node's thread pool.

import { canonicalJson, canonicalParts, deepFreeze, digestOf } from '../../canonical.ts';
import { inSlices } from '../../slices.ts';
import { mapSteps, type Steps } from '../../steps.ts';
import { compress, decompress } from '../../text/compress.ts';

export type EncodedFold = { state: string; digest: string };

/** A prefix that JSON cannot start with. */
const PACKED = 'packed:';
/** A longer text is compressed. */
const LARGE = 200_000;
/** A longer list is split into chunks */
const LONG = 200;
/** of this many items. */
const PART = 50;
const LINE_BREAK = 10;

export async function encodeFold(fold: unknown): Promise<EncodedFold> {
  const { text, lists } = await inSlices(partsOf(fold));
  if (lists.length === 0 && text.length <= LARGE) return { state: text, digest: digestOf(text) };
  const bytes = (await compress(Buffer.concat([Buffer.from(text), ...lists]))).toString('base64');
  // The digest covers what follows the prefix. A version that does not know the prefix sees a mismatch and folds again.
  return { state: `${PACKED}${bytes}`, digest: digestOf(bytes) };
}

/** Returns the fold, frozen, or undefined if the row is damaged. */
export async function decodeFold({ state, digest }: EncodedFold): Promise<unknown> {
  const isPacked = state.startsWith(PACKED);
  const kept = isPacked ? state.slice(PACKED.length) : state;
  if (digestOf(kept) !== digest) return undefined;
  if (!isPacked) return deepFreeze(JSON.parse(state));
  return inSlices(foldOf(await decompress(Buffer.from(kept, 'base64'))));
}

/**
 * Splits off the long lists, in lines of their own (a line of JSON contains no line break). Each line becomes a buffer at once:
 * buffers live outside of V8's heap, where megabytes of text would be copied by every garbage collection.
 */
function* partsOf(fold: unknown): Steps<{ text: string; lists: Buffer[] }> {
  const parts = typeof fold === 'object' && fold !== null ? fold : {};
  const long = Object.entries(parts).filter((it): it is [string, unknown[]] => Array.isArray(it[1]) && it[1].length > LONG);
  if (long.length === 0) return { text: (yield* canonicalParts(fold)).join(''), lists: [] };
  const text = (yield* canonicalParts({ ...parts, ...Object.fromEntries(long.map(([key]) => [key, []])) })).join('');
  const lists: Buffer[] = [];
  for (const [key, list] of long) {
    const starts = Array.from({ length: Math.ceil(list.length / PART) }, (_, n) => n * PART);
    lists.push(...(yield* mapSteps(starts, (at) => Buffer.from(`\n${canonicalJson([key, list.slice(at, at + PART)])}`))));
  }
  return { text, lists };
}

function* linesIn(bytes: Buffer): Generator<string> {
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(LINE_BREAK, from);
    const to = found < 0 ? bytes.length : found;
    yield bytes.toString('utf8', from, to);
    from = to + 1;
  }
}

function* foldOf(bytes: Buffer): Steps<unknown> {
  const lines = linesIn(bytes);
  const fold = JSON.parse(lines.next().value ?? 'null') as Record<string, unknown>;
  yield;
  for (const inner of Object.values(fold)) {
    deepFreeze(inner);
    yield;
  }
  const lists = new Map<string, unknown[]>();
  for (const line of lines) {
    const [key, items] = JSON.parse(line) as [string, unknown[]];
    const list = lists.get(key) ?? [];
    for (const item of items) list.push(deepFreeze(item));
    lists.set(key, list);
    yield;
  }
  for (const [key, list] of lists) fold[key] = Object.freeze(list);
  return Object.freeze(fold);
}
