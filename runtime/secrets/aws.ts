// AWS secret keys: forty letters without any mark. One is known by what stands near it, or by looking as chance would
// make it: letters, digits and signs that change more often than in any word, name or path.

import { AWS_ID, AWS_SECRET, NAMED_SECRET } from './shapes.ts';

export const RANDOM_RUN: RegExp = new RegExp(`(?<![A-Za-z0-9/+])${AWS_SECRET}(?![A-Za-z0-9/+=])`, 'g');

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
