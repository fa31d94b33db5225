// Compiles a prompt: its text with all macros replaced. Pure, and a single pass: what is inserted is never searched for macros. A
// program gets the text; a model gets texts by others in separate fences, as data.

import type { Piece } from './macros.ts';

/** The prompt's own words, or a text that replaced a macro. */
export type Filled = { kind: 'text'; text: string } | { kind: 'input'; title: string; text: string };

/**
 * `texts` has one entry for each macro, in order. The value of a parameter counts as the prompt's own words, because the person who
 * asks wrote it.
 */
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

/** For a model: the words with a reference where each input belongs, and the inputs separately. */
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
