// Matches paths against a list of globs: `src/**`, `*.{ts,tsx}`, `docs` (the folder with everything in it), and `!` to exclude.
// Paths are relative to the repository's root, with forward slashes; a leading dot is not special. No regular expressions, because
// workers write globs too, and none may run for ever.

export type PathTest = (path: string) => boolean;

export type Piece =
  | { kind: 'char'; char: string }
  | { kind: 'any' }
  | { kind: 'star' }
  | { kind: 'set'; not: boolean; has: (char: string) => boolean };
export type Segment = 'globstar' | readonly Piece[];

const MOST_ALTERNATIVES = 256;

/** An empty list means everything; a list of exclusions means everything else. The last glob that matches decides. */
export function pathTest(globs: readonly string[]): PathTest {
  const rules = globs.map((glob) => {
    const takesAway = glob.startsWith('!');
    return { takesAway, fits: globTest(takesAway ? glob.slice(1) : glob) };
  });
  const beginsInside = rules.every((rule) => rule.takesAway);
  return (path) => {
    let inside = beginsInside;
    for (const rule of rules) {
      if (rule.takesAway === inside && rule.fits(path)) inside = !rule.takesAway;
    }
    return inside;
  };
}

/** A single glob. It may match a file, or a folder with everything in it. */
export function globTest(glob: string): PathTest {
  const clean = cleanGlob(glob);
  if (clean === '' || clean === '.') return () => true;
  const alternatives = globSegments(clean);
  // A path may contain wildcard characters itself (`[id].ts`), so a literal match counts too.
  return (path) => {
    if (path === clean || path.startsWith(`${clean}/`)) return true;
    const names = path.split('/');
    return alternatives.some((segments) => fitsPath(segments, names));
  };
}

/** The glob without white space around it, `./` before it and `/` after it, which change nothing. */
export const cleanGlob = (glob: string): string =>
  glob
    .trim()
    .replace(/^(\.?\/)+/, '')
    .replace(/\/+$/, '');

/** The segments of a clean glob, one list for each of its alternatives. */
export const globSegments = (clean: string): Segment[][] => braces(clean).map((one) => one.split('/').map(segment));

/** Whether the glob matches the path or one of its parent folders. */
function fitsPath(segments: readonly Segment[], names: readonly string[]): boolean {
  let at = 0;
  let name = 0;
  let back: { at: number; name: number } | undefined;
  while (at < segments.length) {
    const wanted = segments[at];
    const found = names[name];
    if (wanted === 'globstar') {
      back = { at: at + 1, name };
      at++;
      // `src/**` matches what is inside src, not src itself.
      if (at === segments.length) return name < names.length;
    } else if (wanted !== undefined && found !== undefined && fitsName(wanted, found)) {
      at++;
      name++;
    } else if (back !== undefined && back.name < names.length) {
      back.name++;
      at = back.at;
      name = back.name;
    } else return false;
  }
  return true;
}

function fitsName(pieces: readonly Piece[], name: string): boolean {
  const chars = [...name];
  let at = 0;
  let char = 0;
  let back: { at: number; char: number } | undefined;
  while (at < pieces.length || char < chars.length) {
    const piece = pieces[at];
    const found = chars[char];
    if (piece?.kind === 'star') {
      back = { at: at + 1, char };
      at++;
    } else if (piece !== undefined && found !== undefined && fitsChar(piece, found)) {
      at++;
      char++;
    } else if (back !== undefined && back.char < chars.length) {
      back.char++;
      at = back.at;
      char = back.char;
    } else return false;
  }
  return true;
}

function fitsChar(piece: Exclude<Piece, { kind: 'star' }>, char: string): boolean {
  switch (piece.kind) {
    case 'char':
      return piece.char === char;
    case 'any':
      return true;
    case 'set':
      return piece.has(char) !== piece.not;
  }
}

function segment(text: string): Segment {
  if (text === '**') return 'globstar';
  const pieces: Piece[] = [];
  const chars = [...text];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? '';
    if (char === '\\' && at + 1 < chars.length) pieces.push({ kind: 'char', char: chars[++at] ?? '' });
    else if (char === '*') {
      if (pieces.at(-1)?.kind !== 'star') pieces.push({ kind: 'star' });
    } else if (char === '?') pieces.push({ kind: 'any' });
    else if (char === '[') {
      const end = chars.indexOf(']', at + 2);
      if (end < 0) pieces.push({ kind: 'char', char });
      else {
        pieces.push(set(chars.slice(at + 1, end)));
        at = end;
      }
    } else pieces.push({ kind: 'char', char });
  }
  return pieces;
}

function set(chars: readonly string[]): Piece {
  const not = chars[0] === '!' || chars[0] === '^';
  const body = not ? chars.slice(1) : chars;
  const ranges: [string, string][] = [];
  for (let at = 0; at < body.length; at++) {
    const from = body[at] ?? '';
    const to = body[at + 1] === '-' ? body[at + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) at += 2;
  }
  return { kind: 'set', not, has: (char) => ranges.some(([from, to]) => from <= char && char <= to) };
}

/** `a{b,c}d` → `abd`, `acd`. An unmatched brace is literal; beyond a few hundred alternatives the rest stays as written. */
function braces(glob: string): string[] {
  const done: string[] = [];
  const open = [glob];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const group = done.length + open.length < MOST_ALTERNATIVES ? firstGroup(one) : undefined;
    if (group === undefined) done.push(one);
    else open.push(...group.toReversed());
  }
  return done;
}

/** Finds the first matched pair of braces with a comma between them, in one pass. */
function firstGroup(glob: string): string[] | undefined {
  const open: { start: number; commas: number[] }[] = [];
  let first: { start: number; commas: number[]; end: number } | undefined;
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at];
    if (char === '\\') at++;
    else if (char === '{') open.push({ start: at, commas: [] });
    else if (char === ',') open.at(-1)?.commas.push(at);
    else if (char === '}') {
      const group = open.pop();
      // A pair that closes later may have opened earlier; then this one is inside it.
      if (group && group.commas.length > 0 && (!first || group.start < first.start)) first = { ...group, end: at };
    }
  }
  if (!first) return undefined;
  const { start, commas, end } = first;
  const cuts = [start, ...commas, end];
  return cuts.slice(0, -1).map((cut, index) => glob.slice(0, start) + glob.slice(cut + 1, cuts[index + 1]) + glob.slice(end + 1));
}
