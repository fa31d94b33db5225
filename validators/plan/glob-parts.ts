// A glob in a form that can be compared with another: the folders that it names literally, and the pattern below them. Decides
// whether two patterns can match the same path; if in doubt, they can.

import { cleanGlob, globSegments, type Piece, type Segment } from '../../runtime/globs.ts';

export type Part = { literal: string } | 'globstar' | readonly Piece[];

/** With an empty `below`: the path itself and everything in it. */
export type GlobParts = { folders: readonly string[]; below: readonly Part[] };

/** Nobody writes longer ones; only their beginning is read, and they are taken to match everything below it. */
const LONGEST_GLOB = 1000;

/** All interpretations of one glob. Some file systems take `README` and `readme` for one file, so case is ignored. */
export function partsOf(glob: string, expandBraces: boolean): GlobParts[] {
  const clean = cleanGlob(glob.normalize('NFC').toLowerCase());
  if (clean.length > LONGEST_GLOB) return [anythingIn(clean.slice(0, LONGEST_GLOB))];
  if (clean.includes('{') && !expandBraces) return [anythingIn(clean.slice(0, clean.indexOf('{')))];
  const readings = globSegments(clean).map(split);
  // It also matches literally, which makes a difference if it contains these characters.
  if (/[[\\{]/.test(clean)) readings.push({ folders: names(clean), below: [] });
  return readings;
}

function split(segments: readonly Segment[]): GlobParts {
  const parts = segments.map(part).filter((it) => typeof it !== 'object' || !('literal' in it) || !isNothing(it.literal));
  const first = parts.findIndex((it) => !isLiteral(it));
  const literals = first < 0 ? parts : parts.slice(0, first);
  return { folders: literals.filter(isLiteral).map((it) => it.literal), below: first < 0 ? [] : parts.slice(first) };
}

/** Cut off in the middle of a name: that name may be anything. */
function anythingIn(beginning: string): GlobParts {
  const folder = beginning.slice(0, beginning.lastIndexOf('/') + 1);
  const wild = folder.search(/[*?[\\{]/);
  const sure = wild < 0 ? folder : folder.slice(0, folder.lastIndexOf('/', wild) + 1);
  return { folders: names(sure), below: [] };
}

const names = (path: string): string[] => path.split('/').filter((it) => !isNothing(it));
const isNothing = (name: string): boolean => name === '' || name === '.';

function part(segment: Segment): Part {
  if (segment === 'globstar') return segment;
  let literal = '';
  for (const piece of segment) {
    if (piece.kind !== 'char') return segment;
    literal += piece.char;
  }
  return { literal };
}

const isLiteral = (it: Part): it is { literal: string } => typeof it === 'object' && 'literal' in it;

/** Whether some path is at or below both. */
export function canMeet(one: readonly Part[], other: readonly Part[]): boolean {
  // From the ends backwards: `meets[j]` is the answer for the rest of both.
  let after: boolean[] = new Array(other.length + 1).fill(true);
  for (let i = one.length - 1; i >= 0; i--) {
    const meets: boolean[] = new Array(other.length + 1);
    // The other one ends here: it is a folder above, and contains everything that this one matches.
    meets[other.length] = true;
    for (let j = other.length - 1; j >= 0; j--) {
      const a = one[i];
      const b = other[j];
      if (a === undefined || b === undefined) continue;
      meets[j] =
        a === 'globstar' || b === 'globstar' ? after[j] === true || meets[j + 1] === true : after[j + 1] === true && canBeOneName(a, b);
    }
    after = meets;
  }
  return after[0] === true;
}

function canBeOneName(a: Exclude<Part, 'globstar'>, b: Exclude<Part, 'globstar'>): boolean {
  if (isLiteral(a) && isLiteral(b)) return a.literal === b.literal;
  const one = pieces(a);
  const other = pieces(b);
  if (!canBegin(one[0], other[0]) || !canBegin(one.at(-1), other.at(-1))) return false;
  // From the ends backwards, as above; `after[j]` is 1 if the rests of both can match the same text.
  let after = new Uint8Array(other.length + 1);
  after[other.length] = 1;
  for (let j = other.length - 1; j >= 0 && other[j]?.kind === 'star'; j--) after[j] = 1;
  let meets = new Uint8Array(other.length + 1);
  for (let i = one.length - 1; i >= 0; i--) {
    const p = one[i];
    if (p === undefined) continue;
    const star = p.kind === 'star';
    meets[other.length] = star ? (after[other.length] ?? 0) : 0;
    for (let j = other.length - 1; j >= 0; j--) {
      const q = other[j];
      if (q === undefined) continue;
      const same = star || q.kind === 'star' ? after[j] === 1 || meets[j + 1] === 1 : after[j + 1] === 1 && canBeOneCharacter(p, q);
      meets[j] = same ? 1 : 0;
    }
    [after, meets] = [meets, after];
  }
  return after[0] === 1;
}

/** A quick test: most names differ in their first piece. */
const canBegin = (p: Piece | undefined, q: Piece | undefined): boolean =>
  p === undefined || q === undefined || p.kind === 'star' || q.kind === 'star' || canBeOneCharacter(p, q);

const pieces = (it: Exclude<Part, 'globstar'>): readonly Piece[] =>
  isLiteral(it) ? [...it.literal].map((char) => ({ kind: 'char', char })) : it;

/** A set may contain either case of a letter, so it is taken to match any character. */
const canBeOneCharacter = (p: Piece, q: Piece): boolean => p.kind !== 'char' || q.kind !== 'char' || p.char === q.char;
