// A cached value, stored as text with its digest so that the order of keys is preserved; if the text is damaged, the value is rebuilt.

import { digestOf } from '../../../runtime/canonical.ts';

export type KeptText = { text: string; digest: string };

export function textOf(value: unknown): KeptText {
  const text = JSON.stringify(value);
  return { text, digest: digestOf(text) };
}

/** Undefined if the text is damaged. */
export function valueIn<T>({ text, digest }: Partial<KeptText>): T | undefined {
  return typeof text === 'string' && digestOf(text) === digest ? (JSON.parse(text) as T) : undefined;
}
