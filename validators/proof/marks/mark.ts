// Marks: patterns that a line of a program is searched for. Each is one way of doing what its list says, so lists only grow.

export type Marks = readonly RegExp[];

export const isMarked = (line: string, marks: Marks): boolean => marks.some((it) => it.test(line));

/** A group of a pattern, from words or patterns. */
export const anyOf = (...words: readonly string[]): string => `(?:${words.join('|')})`;
