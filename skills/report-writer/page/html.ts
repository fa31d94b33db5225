// HTML from templates in which every value is escaped unless it is itself markup made here. There is
// no way to put a string into a page as it is.

import { plainText } from '../../telling/plain-text.ts';

export type Markup = { readonly markup: string };
export type Value = string | number | Markup | readonly Value[] | null | undefined | false;

export function html(strings: TemplateStringsArray, ...values: Value[]): Markup {
  let markup = strings[0] ?? '';
  for (const [at, value] of values.entries()) markup += written(value) + (strings[at + 1] ?? '');
  return { markup };
}

/** A part of the page under its own heading. */
export type Section = { id: string; heading: string; body: Markup };

export const NOTHING: Markup = { markup: '' };

function written(value: Value): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(value);
  return 'markup' in value ? value.markup : value.map(written).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

const escaped = (text: string): string => plainText(text).replace(/[&<>"'`]/g, (it) => ENTITIES[it] ?? '');
