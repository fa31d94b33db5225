// Building blocks for sentences, and the one place where a narrative block is made within its limits.

import { cut } from '../../../contracts/cut.ts';
import type { Severity } from '../../../contracts/findings/finding.ts';
import { SEVERITIES } from '../../../contracts/findings/names.ts';
import type { NarrativeBlock } from '../../../contracts/work/narrative.ts';

const MOST_REFS = 60;

export function block(kind: NarrativeBlock['kind'], title: string | undefined, text: string, refs: readonly string[]): NarrativeBlock {
  const named = [...new Set(refs)].filter((it) => it !== '' && it.length <= 200).slice(0, MOST_REFS);
  return { kind, ...(title === undefined ? {} : { title: cut(title, 200) }), text: cut(text, 8_000), refs: named };
}

export function listed(items: readonly string[], most = 6): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
  return items.length <= 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** `one finding`, `13 findings` */
export const counted = (n: number, one: string, many = `${one}s`): string => `${SMALL[n] ?? n} ${n === 1 ? one : many}`;

export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

export function severities(of: readonly Severity[]): string {
  return SEVERITIES.flatMap((it) => {
    const n = of.filter((each) => each === it).length;
    return n === 0 ? [] : `${n} ${it}`;
  }).join(', ');
}

/** The first sentence or two of a text, complete, and never more than a few lines. */
export function opening(text: string, longest = 320): string {
  const paragraph =
    text
      .trim()
      .split(/\n\s*\n|\n(?=\s*[-*\d])/)[0]
      ?.replace(/\s+/g, ' ') ?? '';
  if (paragraph.length <= longest) return theirs(paragraph);
  const within = paragraph.slice(0, longest);
  const end = Math.max(within.lastIndexOf('. '), within.lastIndexOf('! '), within.lastIndexOf('? '));
  return theirs(end > longest / 4 ? within.slice(0, end + 1) : cut(paragraph, longest));
}

/**
 * A worker's words inside a sentence of the report: one line without emphasis, so that they cannot stand out as if the report said
 * them. Code keeps its backticks.
 */
export function theirs(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(`+[^`]*`+)/)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(/\*+(?=\S)([^*]*)(?<=\S)\*+/g, '$1')))
    .join('');
}

/** Another's sentence inside one of ours: ends with exactly one full stop. */
export const stopped = (text: string): string => (/[.!?…]["'”’)`]*$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
