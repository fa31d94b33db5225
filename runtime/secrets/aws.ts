// AWS secret keys: forty characters without any prefix. They are recognised by their context, or by looking random: letters, digits
// and signs alternate more often than in any word, name or path.

import { AWS_ID, NAMED_SECRET, type Span } from './shapes.ts';

const LENGTH = 40;
/** By character code: whether the character can occur in a key. */
const MAY_BE = Uint8Array.from({ length: 128 }, (_, code) => (/[A-Za-z0-9/+]/.test(String.fromCharCode(code)) ? 1 : 0));

/**
 * Runs of exactly forty such characters. Each candidate is scanned from its end: most words are shorter, so only a few of every
 * forty characters are looked at, where a regular expression would look at all.
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

/** The last position before `place`, and not before `first`, whose character cannot be in a key. */
function otherBefore(text: string, place: number, first: number): number {
  let at = place - 1;
  while (at >= first && MAY_BE[text.charCodeAt(at)] === 1) at -= 1;
  return at;
}

const NAMED = new RegExp(`${NAMED_SECRET}$`);
const NEAR = 400;
/** Out of thirty-nine. Forty random characters have about twenty-five changes, `src/components/HeaderNavigationBarItem2` has twelve. */
const CHANGES = 16;

export function isRandom(run: string, text: string, at: number): boolean {
  if (/^[0-9a-f]+$/i.test(run) || !/[a-z]/.test(run) || !/[A-Z]/.test(run)) return false;
  if (/\d/.test(run) && changesIn(run) >= CHANGES) return true;
  if (NAMED.test(text.slice(Math.max(0, at - 60), at))) return true;
  return /\d/.test(run) && [...text.slice(Math.max(0, at - NEAR), at + NEAR).matchAll(AWS_ID)].length > 0;
}

/** How often one class of characters follows another. */
function changesIn(run: string): number {
  const kind = (letter: string): number =>
    letter >= 'a' && letter <= 'z' ? 0 : letter >= 'A' && letter <= 'Z' ? 1 : letter >= '0' && letter <= '9' ? 2 : 3;
  let changes = 0;
  for (let at = 1; at < run.length; at++) if (kind(run[at] ?? '') !== kind(run[at - 1] ?? '')) changes += 1;
  return changes;
}
