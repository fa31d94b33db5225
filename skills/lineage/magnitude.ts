// How much a text has changed, from 0 (identical) to 1: the share of changed words, line by line, and of changed structure
// (headings, keys, definitions). Pure and symmetric.

const STRUCTURE = 0.3;
/** Differences in white space or order alone count as the smallest change. */
const SMALLEST = 0.001;

export function magnitudeOf(before: string, after: string): number {
  if (before === after) return 0;
  const [old, now] = [partsOf(before), partsOf(after)];
  const words = changedShare(old.words, now.words);
  // A text without structure is judged by its words alone.
  const plain = old.structure.length + now.structure.length === 0;
  const share = plain ? words : words * (1 - STRUCTURE) + changedShare(old.structure, now.structure) * STRUCTURE;
  return Math.min(1, Math.max(share, SMALLEST));
}

const HEADING = /^#{1,6} +\S/;
const KEY = /^(?:- +)?["']?[\w.-]+["']?\s*:(?:\s|$)/;
const DEFINITION =
  /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function|class|interface|type|enum|const|let|def|fn|func|struct|impl|trait|module)\s+[\w$]+/;

function partsOf(text: string): { words: string[]; structure: string[] } {
  const lines = text.split('\n').map((it) => it.trim());
  const structure = lines.flatMap((line) => (HEADING.test(line) ? [line] : [(KEY.exec(line) ?? DEFINITION.exec(line))?.[0] ?? []].flat()));
  return { words: text.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [], structure };
}

/** Compares two multisets: the share of all elements that have no counterpart in the other. */
function changedShare(before: readonly string[], after: readonly string[]): number {
  const left = new Map<string, number>();
  for (const it of before) left.set(it, (left.get(it) ?? 0) + 1);
  let common = 0;
  for (const it of after) {
    const there = left.get(it) ?? 0;
    if (there === 0) continue;
    left.set(it, there - 1);
    common++;
  }
  const all = before.length + after.length;
  return all === 0 ? 0 : (all - 2 * common) / all;
}
