// The program's own sentences in the language of a report. A sentence without a translation stays English; what a
// worker wrote, states, roles, verdicts and ids are never translated.

import { GERMAN } from './german.ts';
import { PLAN_NAMES, type PlanName } from './plan-names.ts';

const LANGUAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = { de: GERMAN };

/** A sentence in English, with `{name}` where a value stands. */
export type Say = (english: string, values?: Readonly<Record<string, string | number>>) => string;

export function sayIn(language: string): Say {
  const known = LANGUAGES[baseOf(language)];
  return (english, values = {}) =>
    (known !== undefined && Object.hasOwn(known, english) ? (known[english] ?? english) : english).replace(
      /\{(\w+)\}/g,
      (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole),
    );
}

/** A heading of a plan: the English words, and behind them the translation. */
export function planHeading(name: PlanName, language: string): string {
  const names = PLAN_NAMES[baseOf(language)];
  return names === undefined ? name : `${name} (${names[name]})`;
}

/** The language in which the program really speaks, as a page says it of itself. */
export const spokenLanguage = (language: string): string => (Object.hasOwn(LANGUAGES, baseOf(language)) ? baseOf(language) : 'en');

const baseOf = (language: string): string => language.slice(0, 2);
