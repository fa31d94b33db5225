// Finds the secrets in a text: known values, keys and tokens by their form, private keys, AWS secret keys, passwords in URLs. The
// text is also searched as it appears on a screen, without escape sequences.

import { BYTE_SEQUENCES, CONTROLS, HIDDEN_CHARACTER, SEQUENCES } from '../text/invisible-characters.ts';
import { isRandom, randomRuns } from './aws.ts';
import { keyBodies } from './pem.ts';
import { literally, SHAPES, type Span } from './shapes.ts';

const TOKEN = new RegExp(
  SHAPES.map(({ starts, tail, least, after, loose }) => {
    const before = after === undefined ? '(?<![A-Za-z0-9])' : `(?<=${after})`;
    return before + (loose ?? `(?:${starts.map(literally).join('|')})${tail}{${least},}`);
  }).join('|'),
  'g',
);
/** A quick test, because most texts contain none of these prefixes. */
const ANY_START = new RegExp(SHAPES.flatMap(({ starts }) => starts.map(literally)).join('|'));
/** The password of `://user:password@`, unless it is a placeholder. It may contain an @: the last one ends it. */
const PASSWORD = /(?<=:\/\/[^\s/:@'"<>\\]{0,100}:)(?!\$\{|\{\{|<|\$[A-Z_]+@|\*+@|%s@)[^\s/'"<>\\]+(?=@)/g;

/** Sorted and not overlapping. */
export function secretSpans(text: string, values: readonly string[], more: (text: string) => Span[] = () => []): Span[] {
  const found = [...spansIn(text, values), ...more(text)];
  const seen = asSeen(text, 'text');
  if (!seen) return merged(found);
  for (const { from, to } of [...spansIn(seen.text, values), ...more(seen.text)])
    found.push({ from: seen.at(from), to: seen.at(to - 1) + 1 });
  return merged(found);
}

/** The same for a text without escape sequences. */
export const spansAsSeen = (text: string, values: readonly string[]): Span[] => merged(spansIn(text, values));

function spansIn(text: string, values: readonly string[]): Span[] {
  const found: Span[] = [];
  for (const value of values) found.push(...valueSpans(text, value));
  if (ANY_START.test(text)) for (const match of text.matchAll(TOKEN)) found.push(spanOf(match));
  if (text.includes('://')) for (const match of text.matchAll(PASSWORD)) found.push(spanOf(match));
  if (text.includes('PRIVATE KEY')) found.push(...keyBodies(text));
  for (const run of randomRuns(text)) if (isRandom(text.slice(run.from, run.to), text, run.from)) found.push(run);
  return found;
}

/** The value as it is, and as JSON writes it. */
function valueSpans(text: string, value: string): Span[] {
  const found: Span[] = [];
  for (const form of new Set([value, JSON.stringify(value).slice(1, -1)])) {
    for (let from = text.indexOf(form); from >= 0; from = text.indexOf(form, from + form.length))
      found.push({ from, to: from + form.length });
  }
  return found;
}

const spanOf = (match: RegExpExecArray): Span => ({ from: match.index, to: match.index + match[0].length });

function merged(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from || b.to - a.to)) {
    const last = out.at(-1);
    if (last && span.from < last.to) last.to = Math.max(last.to, span.to);
    else out.push({ ...span });
  }
  return out;
}

/** An escape sequence as JSON writes it. */
const IN_JSON = '\\\\u00(?:1[bB]|9[bB])\\[?[0-?]*[ -/]*[@-~]';
const BREAK_FREE = CONTROLS.replace('\\u000b-\\u001f', '\\u000b\\u000c\\u000e-\\u001f');
/** Made when a text needs it: see `invisible-characters.ts`. */
let unseen: RegExp | undefined;
const unseenPattern = (): RegExp => new RegExp([SEQUENCES, BREAK_FREE, HIDDEN_CHARACTER, IN_JSON].join('|'), 'gu');
/** Whatever is unseen contains one of these: all else is printed as it is. */
const MAY_BE_UNSEEN = /[^\t\n\r -~]|\\u00[19][bB]/;
const UNSEEN_BYTES = new RegExp([BYTE_SEQUENCES, '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]'].join('|'), 'g');

export type VisibleText = {
  text: string;
  /** The position in the original of the character with this number. */
  at(index: number): number;
  /** How many visible characters precede a position of the original. */
  before(place: number): number;
};

/** The text without invisible parts; undefined if there are none. */
export function asSeen(text: string, as: 'text' | 'bytes'): VisibleText | undefined {
  if (!MAY_BE_UNSEEN.test(text)) return undefined;
  unseen ??= unseenPattern();
  const pieces: Piece[] = [];
  let seen = '';
  let end = 0;
  for (const match of text.matchAll(as === 'text' ? unseen : UNSEEN_BYTES)) {
    if (match.index > end) pieces.push({ from: end, seenFrom: seen.length });
    seen += text.slice(end, match.index);
    end = match.index + match[0].length;
  }
  if (end === 0) return undefined;
  if (end < text.length) pieces.push({ from: end, seenFrom: seen.length });
  seen += text.slice(end);
  return {
    text: seen,
    at: (index) => {
      const piece = pieceAt(pieces, index, (it) => it.seenFrom);
      return piece ? piece.from + index - piece.seenFrom : index;
    },
    before: (place) => {
      const at = pieceAt(pieces, place, (it) => it.from);
      const next = at && pieces[pieces.indexOf(at) + 1];
      return at ? Math.min(at.seenFrom + Math.max(0, place - at.from), next?.seenFrom ?? seen.length) : 0;
    },
  };
}

type Piece = { from: number; seenFrom: number };

function pieceAt(pieces: readonly Piece[], place: number, of: (piece: Piece) => number): Piece | undefined {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const piece = pieces[middle];
    if (piece && of(piece) <= place) low = middle;
    else high = middle - 1;
  }
  return pieces[low];
}
