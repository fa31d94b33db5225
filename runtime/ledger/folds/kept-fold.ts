// How a cached fold is written: a small one as its JSON; of one with long lists, each list by parts, and all of it packed. So no part
// takes long to write or to read, and SQLite gets a tenth of the bytes. It is packed and unpacked on a thread of Node's pool.

import { getBuiltinModule } from 'node:process';
import { promisify } from 'node:util';
import { canonicalJson, canonicalSteps, deepFreeze, digestOf } from '../../canonical.ts';
import { inSlices } from '../../slices.ts';
import { mapSteps, type Steps } from '../../steps.ts';

export type KeptFold = { state: string; digest: string };

/** Loaded when it is needed: most folds are small. */
const zip = () => getBuiltinModule('node:zlib');
const QUICKLY = { level: 1, chunkSize: 256 * 1024 };

/** What JSON cannot begin with. */
const PACKED = 'packed:';
/** A longer text is packed. */
const LARGE = 200_000;
/** A list of more is written by parts of so many. */
const PART = 200;

export async function keptFold(fold: unknown): Promise<KeptFold> {
  const lines = await inSlices(linesOf(fold));
  const text = lines.join('\n');
  if (lines.length === 1 && text.length <= LARGE) return { state: text, digest: digestOf(text) };
  const bytes = (await promisify(zip().deflateRaw)(text, QUICKLY)).toString('base64');
  // Of what follows the mark: a version that does not know it finds another digest, and folds anew.
  return { state: `${PACKED}${bytes}`, digest: digestOf(bytes) };
}

/** Frozen; undefined where it is not what was written. */
export async function foldKept({ state, digest }: KeptFold): Promise<unknown> {
  const isPacked = state.startsWith(PACKED);
  const kept = isPacked ? state.slice(PACKED.length) : state;
  if (digestOf(kept) !== digest) return undefined;
  if (!isPacked) return deepFreeze(JSON.parse(state));
  const text = (await promisify(zip().inflateRaw)(Buffer.from(kept, 'base64'), QUICKLY)).toString();
  return inSlices(foldOf(text.split('\n')));
}

/** The fold without its long lists, and then these: in a line of JSON there is no line break. */
function* linesOf(fold: unknown): Steps<string[]> {
  const parts = typeof fold === 'object' && fold !== null ? fold : {};
  const long = Object.entries(parts).filter((it): it is [string, unknown[]] => Array.isArray(it[1]) && it[1].length > PART);
  if (long.length === 0) return [yield* canonicalSteps(fold)];
  const lines = [yield* canonicalSteps({ ...parts, ...Object.fromEntries(long.map(([key]) => [key, []])) })];
  for (const [key, list] of long) {
    const starts = Array.from({ length: Math.ceil(list.length / PART) }, (_, n) => n * PART);
    lines.push(...(yield* mapSteps(starts, (at) => canonicalJson([key, list.slice(at, at + PART)]))));
  }
  return lines;
}

function* foldOf([first = 'null', ...lines]: readonly string[]): Steps<unknown> {
  const fold = JSON.parse(first) as Record<string, unknown>;
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
