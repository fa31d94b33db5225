// Translates the program's own sentences into the language of a report. A sentence without a translation stays English; workers'
// texts, ids, roles and the keys of the journal are never translated.

import { filled, type Say } from './english.ts';
import { FRENCH } from './french.ts';
import { GERMAN } from './german.ts';
import { PLAN_NAMES, type PlanName } from './plan-names.ts';
import { SPANISH } from './spanish.ts';

const LANGUAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = { de: GERMAN, es: SPANISH, fr: FRENCH };

export function sayIn(language: string): Say {
  const known = LANGUAGES[baseOf(language)];
  return (english, values) => filled(known !== undefined && Object.hasOwn(known, english) ? (known[english] ?? english) : english, values);
}

/** A heading of a plan: the English words, followed by the translation. */
export function planHeading(name: PlanName, language: string): string {
  const names = PLAN_NAMES[baseOf(language)];
  return names === undefined ? name : `${name} (${names[name]})`;
}

/** The language that the program actually uses, for the page's `lang` attribute. */
export const spokenLanguage = (language: string): string => (Object.hasOwn(LANGUAGES, baseOf(language)) ? baseOf(language) : 'en');

const baseOf = (language: string): string => language.slice(0, 2);
