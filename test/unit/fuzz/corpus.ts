// Valid texts and bytes, damaged as editors, disks, models and attackers damage them. All of it follows from one seed, so that a failure
// can be repeated.

import fc from 'fast-check';

/** fast-check prints it with every failure; MUSTER_FUZZ_SEED tries another. */
const SEED = Number(process.env.MUSTER_FUZZ_SEED ?? 20_261_121);

export function always<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void, numRuns: number): void {
  fc.assert(fc.property(arbitrary, holds), { seed: SEED, numRuns, includeErrorInReport: true });
}

/** What is large and slow to try is not shrunk: then the error has to say enough. */
export function alwaysSoon<T>(
  arbitrary: fc.Arbitrary<T>,
  holds: (value: T) => Promise<void>,
  numRuns: number,
  endOnFailure = false,
): Promise<void> {
  return fc.assert(fc.asyncProperty(arbitrary, holds), { seed: SEED, numRuns, endOnFailure, includeErrorInReport: true });
}

/** Each has broken some parser somewhere. */
const POISON = [
  '\0',
  '\u0001\u001b[2J\u001b]0;owned\u0007',
  '\u007f\u0085\u009b31m',
  '\ud800',
  '\udc00',
  '\ufeff',
  '\u202e',
  '\u2028',
  '\r',
  '\r\n',
  '\t',
  '\n---\n',
  '\n...\n',
  '"',
  "'",
  '`'.repeat(7),
  '\\',
  '\\u0000',
  '{',
  '}]',
  '[[[[',
  '&a *a',
  '!!binary ',
  '!<tag:x>',
  '%YAML 1.1\n---\n',
  '\n<<: *x\n',
  '\n? [a, b]\n: c\n',
  '\n__proto__: {force: true}\n',
  '"__proto__": {"force": true}, ',
  '\nconstructor: {prototype: 1}\n',
  '"constructor": {"prototype": null}, ',
  '1e999',
  '-0',
  '0x7fffffffffffffff',
  '99999999999999999999999999',
  '.nan',
  '~',
  'null',
  '\n  - &x [*x, *x]\n',
  'x'.repeat(5_000),
  '['.repeat(3_000),
  '{"a":'.repeat(3_000),
  '- '.repeat(2_000),
  '\n'.repeat(3_000),
  '#\n'.repeat(2_000),
] as const;

const place = fc.nat(1_000_000).map((at) => at / 1_000_000);
const at = (text: { length: number }, where: number): number => Math.floor(where * (text.length + 1));

type Change<T> = (whole: T) => T;

const textChange: fc.Arbitrary<Change<string>> = fc.oneof(
  place.map(
    (where): Change<string> =>
      (text) =>
        text.slice(0, at(text, where)),
  ),
  place.map(
    (where): Change<string> =>
      (text) =>
        text.slice(at(text, where)),
  ),
  fc.tuple(place, fc.constantFrom(...POISON)).map(
    ([where, poison]): Change<string> =>
      (text) =>
        text.slice(0, at(text, where)) + poison + text.slice(at(text, where)),
  ),
  fc.tuple(place, fc.nat(15)).map(
    ([where, bit]): Change<string> =>
      (text) => {
        const index = at(text, where);
        return text.slice(0, index) + String.fromCharCode(text.charCodeAt(index) ^ (1 << bit)) + text.slice(index + 1);
      },
  ),
  // Lines are what keys are made of: one twice, one gone, two swapped.
  place.map((where) => lines((all) => all.toSpliced(at(all, where), 0, ...all.slice(at(all, where), at(all, where) + 1)))),
  place.map((where) => lines((all) => all.toSpliced(at(all, where), 1))),
  fc.tuple(place, place).map(([from, to]) => lines((all) => all.toSpliced(at(all, to), 0, ...all.splice(at(all, from), 1)))),
  fc.constant<Change<string>>((text) => text.replaceAll('\n', '\r\n')),
  fc.constant<Change<string>>((text) => `\ufeff${text}`),
  fc.constant<Change<string>>((text) => text + text),
  fc.constant<Change<string>>((text) => text.replace(/\d+/, '9'.repeat(400))),
  fc.constant<Change<string>>((text) => text.replace(/[a-z]+(?=[":])/, '__proto__')),
  fc.constant<Change<string>>((text) => text.replace(/"?[a-z]+"?: ?/, (key) => key + key)),
);

function lines(change: (all: string[]) => string[]): Change<string> {
  return (text) => change(text.split('\n')).join('\n');
}

/** One of the examples, changed one to three times. What a file holds is UTF-8, so halves of characters become one mark. */
export const spoiled = (examples: readonly string[]): fc.Arbitrary<string> =>
  changed(examples, textChange).map((text) => Buffer.from(text).toString('utf8'));

/** The same, halves of characters included: as it may come out of escapes. */
export const spoiledText = (examples: readonly string[]): fc.Arbitrary<string> => changed(examples, textChange);

const byteChange: fc.Arbitrary<Change<Buffer>> = fc.oneof(
  place.map(
    (where): Change<Buffer> =>
      (bytes) =>
        bytes.subarray(0, at(bytes, where)),
  ),
  fc.tuple(place, fc.nat(7)).map(
    ([where, bit]): Change<Buffer> =>
      (bytes) => {
        const next = Buffer.from(bytes);
        const index = Math.min(at(bytes, where), bytes.length - 1);
        if (index >= 0) next[index] = (next[index] ?? 0) ^ (1 << bit);
        return next;
      },
  ),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 64 })).map(
    ([where, more]): Change<Buffer> =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, at(bytes, where)), more, bytes.subarray(at(bytes, where))]),
  ),
  fc.tuple(place, fc.nat(4096)).map(
    ([where, length]): Change<Buffer> =>
      (bytes) =>
        Buffer.from(bytes).fill(0, at(bytes, where), Math.min(bytes.length, at(bytes, where) + length)),
  ),
  fc.constant<Change<Buffer>>((bytes) => Buffer.from(bytes.toString('latin1'), 'utf16le')),
);

export const spoiledBytes = (examples: readonly Buffer[]): fc.Arbitrary<Buffer> => changed(examples, byteChange);

function changed<T>(examples: readonly T[], change: fc.Arbitrary<Change<T>>): fc.Arbitrary<T> {
  return fc
    .tuple(fc.constantFrom(...examples), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([example, changes]) => changes.reduce((whole, one) => one(whole), example));
}

/** Any text that a person could have typed or pasted, without NUL. */
export const words = (length: { minLength?: number; maxLength: number }): fc.Arbitrary<string> =>
  fc
    .string({ ...length, unit: fc.oneof({ weight: 8, arbitrary: fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' }) }, ODD) })
    .map((text) => text.replaceAll('\0', '').slice(0, length.maxLength).toWellFormed())
    .filter((text) => text.length >= (length.minLength ?? 0));

const ODD = fc.constantFrom(
  '\n',
  '\t',
  ' ',
  '`',
  '"',
  "'",
  ':',
  '#',
  '-',
  '{',
  ']',
  '\\',
  '\u001b',
  '\u2028',
  '\ufeff',
  'ü',
  '😀',
  '---\n',
);
