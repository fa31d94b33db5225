// A compiled prompt: the text of the prompt with everything in place. Pure, and one pass: what came in is never read for
// macros again. A program gets the text; a model gets what others wrote in fences of its own, as data.

import type { Piece } from './macros.ts';

/** The prompt's own words, or a text that took the place of a macro. */
export type Filled = { kind: 'text'; text: string } | { kind: 'input'; title: string; text: string };

/** `texts` has one entry for each macro, in their order; a parameter is the words of the person who asks. */
export function filledIn(pieces: readonly Piece[], texts: readonly string[]): Filled[] {
  let nth = 0;
  return pieces.map((it): Filled => {
    if (it.kind === 'text') return it;
    const text = texts[nth++] ?? '';
    const { kind, name } = it.macro;
    return kind === 'param' ? { kind: 'text', text } : { kind: 'input', title: `${kind}:${name}`, text };
  });
}

export const wholeText = (filled: readonly Filled[]): string => filled.map((it) => it.text).join('');

/** For a model: the words with a mark where each input belongs, and the inputs apart. */
export function forModel(filled: readonly Filled[]): { words: string; inputs: { title: string; text: string }[] } {
  const inputs: { title: string; text: string }[] = [];
  const words = filled.map((it) => {
    if (it.kind === 'text') return it.text;
    if (it.text === '') return '';
    inputs.push({ title: `Input ${inputs.length + 1}: ${it.title}`, text: it.text });
    return `[input ${inputs.length}: ${it.title}]`;
  });
  return { words: words.join(''), inputs };
}
