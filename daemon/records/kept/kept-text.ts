// A value that is kept as a text with its digest: every key keeps its place, and where the disk changed a letter it is made again.

import { digestOf } from '../../../runtime/canonical.ts';

export type KeptText = { text: string; digest: string };

export function textOf(value: unknown): KeptText {
  const text = JSON.stringify(value);
  return { text, digest: digestOf(text) };
}

/** Undefined where it is not as it was written. */
export function valueIn<T>({ text, digest }: Partial<KeptText>): T | undefined {
  return typeof text === 'string' && digestOf(text) === digest ? (JSON.parse(text) as T) : undefined;
}
