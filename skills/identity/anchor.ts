// Recognises a place after its file has changed: by git's hunks if its line is unchanged, otherwise by its text, the lines that
// enclose it and its ordinal. If several places match, none does.

import { createHash } from 'node:crypto';
import type { Anchor } from '../../contracts/findings/tracked.ts';
import type { Hunk } from '../../runtime/workspace/git/hunks.ts';
import type { LineMoves } from '../../runtime/workspace/line-moves.ts';
import { collapsed, inkLength } from '../../validators/evidence/normal.ts';

const HEX = 16;
const HEADERS = 3;
/** A shorter line, such as `return null;`, occurs too often to be recognised by itself. */
const WEAK = 12;
/** A line that is not enclosed by anything must be longer than this to be recognised in another file. */
const STRONG = 24;
/** A quote may start with a bracket; the first line of it with enough text is used. */
const LOOK_FORWARD = 3;

export type Lines = readonly string[];

/** The line counts from 1. */
export function anchorAt(path: string, lines: Lines, line: number | undefined, span = 1): Anchor | undefined {
  if (line === undefined) return { path, span: 1, text: '', ink: 0, headers: [], ordinal: 0 };
  if (line > lines.length) return undefined;
  const ahead = Array.from({ length: Math.min(span, LOOK_FORWARD) }, (_, i) => i).find((i) => /\w/.test(lines[line - 1 + i] ?? '')) ?? 0;
  const at = line + ahead;
  const text = textOf(lines, at);
  const headers = headersOf(lines, at);
  const above = linesWith(text, lines).filter((it) => it < at && sameHeaders(headersOf(lines, it), headers));
  return { path, line: at, span: Math.max(1, span - ahead), text, ink: inkLength(lines[at - 1] ?? ''), headers, ordinal: above.length };
}

export type AnchorLocation =
  | { kind: 'here'; anchor: Anchor }
  /** With the lines that replaced it, if any. */
  | { kind: 'gone'; path: string | undefined; instead: Hunk | undefined }
  | { kind: 'unsure'; path: string };

/** `after` returns the lines of a file in the later commit. Without `moves`, only the text can tell. */
export function locateAgain(anchor: Anchor, moves: LineMoves | undefined, after: (path: string) => Lines | undefined): AnchorLocation {
  const path = moves?.renames.get(anchor.path) ?? anchor.path;
  const lines = after(path);
  if (lines === undefined) return elsewhere(anchor, moves, after) ?? { kind: 'gone', path: undefined, instead: undefined };
  const { line } = anchor;
  if (line === undefined) return { kind: 'here', anchor: { ...anchor, path } };
  const hunks = moves?.hunks.get(path) ?? [];
  const same = moves && mappedLine(hunks, line);
  if (same !== undefined) return here(path, lines, same, anchor.span);
  const candidates = moves ? addedWith(anchor.text, lines, hunks) : linesWith(anchor.text, lines);
  const found = theOne(anchor, path, lines, candidates);
  if (found === 'several') return { kind: 'unsure', path };
  if (found !== undefined) return here(path, lines, found, anchor.span);
  return elsewhere(anchor, moves, after) ?? { kind: 'gone', path, instead: hunks.find((it) => isIn(it, line)) };
}

const here = (path: string, lines: Lines, line: number, span: number): AnchorLocation => {
  const anchor = anchorAt(path, lines, line, span);
  return anchor ? { kind: 'here', anchor } : { kind: 'unsure', path };
};

/** Undefined if the line itself was changed. */
export function mappedLine(hunks: readonly Hunk[], line: number): number | undefined {
  if (hunks.some((it) => isIn(it, line))) return undefined;
  const before = hunks.filter((it) => (it.lost > 0 ? it.from + it.lost - 1 < line : it.from < line));
  return before.reduce((at, { lost, got }) => at + got - lost, line);
}

const isIn = ({ from, lost }: Hunk, line: number): boolean => lost > 0 && from <= line && line < from + lost;

function theOne(anchor: Anchor, path: string, lines: Lines, candidates: readonly number[]): number | 'several' | undefined {
  const near = candidates.filter((it) => sameHeaders(headersOf(lines, it), anchor.headers));
  const weak = anchor.ink < WEAK;
  const [only, another] = near.length > 0 || weak ? near : candidates;
  if (another === undefined) return only;
  const exact = near.filter((it) => anchorAt(path, lines, it)?.ordinal === anchor.ordinal);
  return exact.length === 1 ? exact[0] : 'several';
}

/** Searches the other files that the change touched: a file may have been split, or code moved. */
function elsewhere(anchor: Anchor, moves: LineMoves | undefined, after: (path: string) => Lines | undefined): AnchorLocation | undefined {
  if (moves === undefined || anchor.line === undefined || anchor.ink < WEAK) return undefined;
  if (anchor.headers.length === 0 && anchor.ink < STRONG) return undefined;
  const found: { path: string; lines: Lines; line: number }[] = [];
  for (const [path, hunks] of moves.hunks) {
    if (path === (moves.renames.get(anchor.path) ?? anchor.path)) continue;
    const lines = after(path);
    if (lines === undefined) continue;
    for (const line of addedWith(anchor.text, lines, hunks))
      if (headersOf(lines, line)[0] === anchor.headers[0]) found.push({ path, lines, line });
  }
  const [only, another] = found;
  if (only === undefined) return undefined;
  if (another !== undefined) return { kind: 'unsure', path: anchor.path };
  return here(only.path, only.lines, only.line, anchor.span);
}

/** Each line of a file is hashed once. */
const digested = new WeakMap<Lines, readonly string[]>();

function digests(lines: Lines): readonly string[] {
  const known = digested.get(lines);
  if (known) return known;
  const made = lines.map((line) => {
    const text = collapsed(line);
    return text === '' ? '' : createHash('sha256').update(text).digest('hex').slice(0, HEX);
  });
  digested.set(lines, made);
  return made;
}

const textOf = (lines: Lines, line: number): string => digests(lines)[line - 1] ?? '';

const linesWith = (text: string, lines: Lines): number[] =>
  text === '' ? [] : digests(lines).flatMap((it, i) => (it === text ? [i + 1] : []));

const addedWith = (text: string, lines: Lines, hunks: readonly Hunk[]): number[] =>
  text === ''
    ? []
    : hunks.flatMap(({ to, got }) => Array.from({ length: got }, (_, i) => to + i)).filter((line) => textOf(lines, line) === text);

export const sameHeaders = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((it, i) => it === b[i]);

/** The enclosing lines, by indentation alone, so that no parser is needed. Lines that contain only brackets enclose nothing. */
function headersOf(lines: Lines, line: number): string[] {
  const headers: string[] = [];
  let indent = indentOf(lines[line - 1] ?? '');
  for (let at = line - 1; at >= 1 && indent > 0 && headers.length < HEADERS; at--) {
    const text = lines[at - 1] ?? '';
    if (!/\w/.test(text) || indentOf(text) >= indent) continue;
    indent = indentOf(text);
    headers.push(textOf(lines, at));
  }
  return headers;
}

/** A tab counts as four spaces. */
const indentOf = (line: string): number => /^[ \t]*/.exec(line)?.[0].replaceAll('\t', '    ').length ?? 0;
