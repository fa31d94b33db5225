// How the program's own sentences are built, in English. Screens are always in English and load no other language.

import { grouped } from '../../wording/numbers.ts';

type Values = Readonly<Record<string, string | number>>;
/** Takes an English sentence, with `{name}` in the place of each value. */
export type Say = (english: string, values?: Values) => string;

export const inEnglish: Say = (english, values) => filled(english, values);

/** Inserts the values in the places of their names. */
export const filled = (sentence: string, values: Values = {}): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole));

/** `a, b and c` */
export const listedIn = (items: readonly string[], say: Say): string =>
  items.length <= 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${say('and')} ${items.at(-1)}`;

/** The first few, and the number of the rest. */
export const listedUpToIn = (items: readonly string[], most: number, say: Say): string =>
  items.length <= most
    ? listedIn(items, say)
    : say('{some} and {n} more', { some: items.slice(0, most).join(', '), n: items.length - most });

/** The singular or the plural sentence; both contain the number as `{n}`. */
export const countIn = (n: number, one: string, many: string, say: Say): string => say(n === 1 ? one : many, { n: grouped(n) });
