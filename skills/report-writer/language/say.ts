// The program's own sentences in the language of a report. A sentence without a translation stays English; what a
// worker wrote, ids, roles and the keys of the journal are never translated.

import { grouped } from '../../telling/numbers.ts';
import { FRENCH } from './french.ts';
import { GERMAN } from './german.ts';
import { PLAN_NAMES, type PlanName } from './plan-names.ts';
import { SPANISH } from './spanish.ts';

const LANGUAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = { de: GERMAN, es: SPANISH, fr: FRENCH };

type Values = Readonly<Record<string, string | number>>;
/** A sentence in English, with `{name}` where a value stands. */
export type Say = (english: string, values?: Values) => string;

export function sayIn(language: string): Say {
  const known = LANGUAGES[baseOf(language)];
  return (english, values) => filled(known !== undefined && Object.hasOwn(known, english) ? (known[english] ?? english) : english, values);
}

export const inEnglish: Say = (english, values) => filled(english, values);

const filled = (sentence: string, values: Values = {}): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole));

/** `a, b and c` */
export const listedIn = (items: readonly string[], say: Say): string =>
  items.length <= 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${say('and')} ${items.at(-1)}`;

/** The first few, and the number of the rest. */
export const listedUpToIn = (items: readonly string[], most: number, say: Say): string =>
  items.length <= most
    ? listedIn(items, say)
    : say('{some} and {n} more', { some: items.slice(0, most).join(', '), n: items.length - most });

/** One of two sentences, singular or plural, by the number that both contain as `{n}`. */
export const countIn = (n: number, one: string, many: string, say: Say): string => say(n === 1 ? one : many, { n: grouped(n) });

/** A heading of a plan: the English words, and behind them the translation. */
export function planHeading(name: PlanName, language: string): string {
  const names = PLAN_NAMES[baseOf(language)];
  return names === undefined ? name : `${name} (${names[name]})`;
}

/** The language in which the program really speaks, as a page says it of itself. */
export const spokenLanguage = (language: string): string => (Object.hasOwn(LANGUAGES, baseOf(language)) ? baseOf(language) : 'en');

const baseOf = (language: string): string => language.slice(0, 2);
