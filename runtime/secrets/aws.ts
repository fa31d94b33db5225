// AWS secret keys: forty letters without any mark. One is known by what stands near it, or by looking as chance would
// make it: letters, digits and signs that change more often than in any word, name or path.

import { AWS_ID, NAMED_SECRET, type Span } from './shapes.ts';

const LENGTH = 40;
/** By its code: whether a letter may be in one. */
const MAY_BE = Uint8Array.from({ length: 128 }, (_, code) => (/[A-Za-z0-9/+]/.test(String.fromCharCode(code)) ? 1 : 0));

/**
 * Where so many such letters stand in a row, and no more. Looked for from its end, as most words are shorter: of a long text a few letters in forty
 * are looked at, where a pattern looks at each.
 */
export function* randomRuns(text: string): Generator<Span> {
  for (let from = 0; from + LENGTH <= text.length; ) {
    const before = otherBefore(text, from + LENGTH, from);
    if (before >= from) {
      from = before + 1;
      continue;
    }
    let to = from + LENGTH;
    while (MAY_BE[text.charCodeAt(to)] === 1) to += 1;
    if (to - from === LENGTH && text[to] !== '=') yield { from, to };
    from = to + 1;
  }
}

/** The last letter before a place, and not before the first, that may not be in one. */
function otherBefore(text: string, place: number, first: number): number {
  let at = place - 1;
  while (at >= first && MAY_BE[text.charCodeAt(at)] === 1) at -= 1;
  return at;
}

const NAMED = new RegExp(`${NAMED_SECRET}$`);
const NEAR = 400;
/** Of thirty-nine; a chance of forty letters makes about twenty-five, `src/components/HeaderNavigationBarItem2` twelve. */
const CHANGES = 16;

export function isRandom(run: string, text: string, at: number): boolean {
  if (/^[0-9a-f]+$/i.test(run) || !/[a-z]/.test(run) || !/[A-Z]/.test(run)) return false;
  if (/\d/.test(run) && changesIn(run) >= CHANGES) return true;
  if (NAMED.test(text.slice(Math.max(0, at - 60), at))) return true;
  return /\d/.test(run) && [...text.slice(Math.max(0, at - NEAR), at + NEAR).matchAll(AWS_ID)].length > 0;
}

/** How often one kind of letter follows another. */
function changesIn(run: string): number {
  const kind = (letter: string): number =>
    letter >= 'a' && letter <= 'z' ? 0 : letter >= 'A' && letter <= 'Z' ? 1 : letter >= '0' && letter <= '9' ? 2 : 3;
  let changes = 0;
  for (let at = 1; at < run.length; at++) if (kind(run[at] ?? '') !== kind(run[at - 1] ?? '')) changes += 1;
  return changes;
}
