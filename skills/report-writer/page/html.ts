// Builds HTML from templates in which every value is escaped unless it is markup made here. There is no way to put a raw string
// into a page.

import type { LongText } from '../../../runtime/text/long-text.ts';
import { plainText } from '../../wording/plain-text.ts';

/** In parts, because a page may be long, and joining it at each level of nesting would copy it each time. */
export type Markup = { readonly parts: LongText };
export type Value = string | number | Markup | readonly Value[] | null | undefined | false;

/** The size at which a part is closed. */
const PART = 32_768;

export function html(strings: TemplateStringsArray, ...values: Value[]): Markup {
  const parts = [strings[0] ?? ''];
  for (let at = 0; at < values.length; at++) {
    write(values[at], parts);
    add(strings[at + 1] ?? '', parts);
  }
  return { parts };
}

/** A part of the page under its own heading. */
export type Section = { id: string; heading: string; body: Markup };

export const NOTHING: Markup = { parts: [] };

function write(value: Value, parts: string[]): void {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === 'number') add(String(value), parts);
  else if (typeof value === 'string') add(escaped(value), parts);
  else if ('parts' in value) for (const part of value.parts) add(part, parts);
  else for (const it of value) write(it, parts);
}

function add(text: string, parts: string[]): void {
  const last = parts.at(-1) ?? '';
  if (last.length + text.length <= PART) parts[Math.max(0, parts.length - 1)] = last + text;
  else parts.push(text);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

const escaped = (text: string): string => plainText(text).replace(/[&<>"'`]/g, (it) => ENTITIES[it] ?? '');
