// Whether a quote shows nothing of a claim, as far as that can be decided without understanding it: it is only the prose of a comment
// or a heading, or only punctuation, and the claim has none of its words. Whatever may be code is left to readers.

const MARK = /^(?:\/\/+!?|\/\*+|#{1,6}|--|;+|%+|\*|<!--|rem|dnl)(?=\s|$)/i;
/** Bare punctuation: `}`, `});`, `*\/`, `---`. */
const WORD = /[\p{L}\p{N}_$]+/gu;
/** In a comment they may be code that someone turned off, or a type. */
const CODE = /[;={}()[\]<>@`"]/;
const LEAST_LETTERS = 4;

export function isMereComment(quote: string, claim: string): boolean {
  const lines = quote
    .split('\n')
    .map((it) => it.trim())
    .filter((it) => it !== '');
  if (!lines.every(isProse)) return false;
  const said = claim.toLowerCase();
  return !(quote.toLowerCase().match(WORD) ?? []).some((word) => word.length >= LEAST_LETTERS && said.includes(stemOf(word)));
}

/** Without its ending: `secrets` and `secret`, `checked` and `checks`. */
const stemOf = (word: string): string => word.slice(0, Math.max(LEAST_LETTERS, word.length - 3));

function isProse(line: string): boolean {
  if (!line.match(WORD)) return true;
  const [mark] = MARK.exec(line) ?? [];
  return mark !== undefined && !CODE.test(line.slice(mark.length).replace(/(?:-->|\*\/)$/, ''));
}
