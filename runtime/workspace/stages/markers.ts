// Git's conflict markers: the lines that they enclose, and whether someone who was to resolve them left some behind. Pure.

import type { Hunk } from '../../../contracts/plan/union.ts';

/** The end marker names the commit of its side, which no text of a project contains by chance. */
const BEGIN = /^<{7,} [0-9a-f]{40,64}$/;
const BASE = /^\|{7,} [0-9a-f]{7,64}$/;
const MIDDLE = /^={7,}$/;
const END = /^>{7,} [0-9a-f]{40,64}$/;

const linesOf = (text: string): string[] => text.split(/\r?\n/);

export function hunksIn(path: string, text: string): Hunk[] {
  const lines = linesOf(text);
  const hunks: Hunk[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (!BEGIN.test(lines[at] ?? '')) continue;
    const length = lines.slice(at).findIndex((line) => END.test(line));
    if (length < 0) break;
    hunks.push({ path, line: at + 1, text: lines.slice(at, at + length + 1).join('\n') });
    at += length;
  }
  return hunks;
}

/** The lines of markers that were there before and still are: 1-based, in the new file. */
export function marksLeft(before: string, after: string): number[] {
  const blocks = linesOf(before).filter((line) => BEGIN.test(line)).length;
  if (blocks === 0) return [];
  const numbered = linesOf(after).map((line, at) => ({ line, n: at + 1 }));
  const sides = numbered.filter(({ line }) => BEGIN.test(line) || BASE.test(line) || END.test(line));
  const middles = numbered.filter(({ line }) => MIDDLE.test(line));
  // A project may have such lines of its own, for example below a heading; only those that came with the conflicts count.
  const own = linesOf(before).filter((line) => MIDDLE.test(line)).length - blocks;
  return [...sides, ...(middles.length > own ? middles : [])].map(({ n }) => n).sort((a, b) => a - b);
}
