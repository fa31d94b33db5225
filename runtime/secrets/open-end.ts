// Finds the end of a text that could still become, or continue, a secret. For output that arrives in chunks: such an end is held
// back until more is known.

import { openKey } from './pem.ts';
import { literally, SHAPES } from './shapes.ts';

export type OpenEnd = {
  /** From here on, the text could be the start of a secret, however short. */
  from: number;
  /** From here on, so much of a secret is there that it must not be shown, however long the rest takes. */
  surely: number;
};

/** The longest secret other than a multi-line key. */
const REACH = 600;
/** This many characters of a known value are no coincidence any more. */
const SURE_OF_VALUE = 4;
/** A single character could start anything. Showing it reveals nothing, and the rest is still recognised after it. */
const LEAST_OF_START = 2;

const guard = (after: string | undefined): string => (after === undefined ? '(?<![A-Za-z0-9])' : `(?<=${after})`);
const BEGUN = SHAPES.flatMap(({ starts, tail, after }) =>
  starts.map((start) => new RegExp(`${guard(after)}${literally(start)}(${tail}*)$`)),
);
const ANY_START = new RegExp(SHAPES.flatMap(({ starts }) => starts.map(literally)).join('|'));
/** Every prefix of the known beginnings, with what must precede it. */
const STARTS = new Map(
  SHAPES.flatMap(({ starts, after }) =>
    starts.flatMap((start) =>
      Array.from(
        { length: start.length - LEAST_OF_START },
        (_, n) => [start.slice(0, n + LEAST_OF_START), new RegExp(`${guard(after)}$`)] as const,
      ),
    ),
  ),
);
const LONGEST_START = Math.max(...[...STARTS.keys()].map((it) => it.length));
const PASSWORD_BEGUN = /:\/\/[^\s/:@'"<>\\]{0,100}:([^\s/'"<>\\]*)$/;
const NAMED_RUN = /(?:secret|SECRET|Secret|AKIA|ASIA)[^\n]{0,100}["'\s:=]([A-Za-z0-9/+]{1,40})$/;

export function openEnd(text: string, values: readonly string[]): OpenEnd {
  let from = text.length;
  let surely = text.length;
  const opens = (at: number, sure: boolean): void => {
    from = Math.min(from, at);
    if (sure) surely = Math.min(surely, at);
  };
  for (const value of values) {
    for (let length = Math.min(value.length - 1, text.length); length > Math.max(1, text.length - from); length--) {
      if (text.endsWith(value.slice(0, length))) opens(text.length - length, length >= SURE_OF_VALUE);
    }
  }
  const start = Math.max(0, text.length - REACH);
  const end = text.slice(start);
  for (let length = LEAST_OF_START; length <= LONGEST_START; length++) {
    if (STARTS.get(end.slice(-length))?.test(end.slice(0, -length))) opens(text.length - length, false);
  }
  if (ANY_START.test(end)) {
    for (const begun of BEGUN) {
      const match = begun.exec(end);
      if (match) opens(start + match.index, (match[1] ?? '') !== '');
    }
  }
  const password = PASSWORD_BEGUN.exec(end)?.[1];
  // A port number is no password unless an @ follows; after an @ comes a host name, unless another @ follows.
  if (password !== undefined) opens(text.length - password.length, !/^\d{0,5}$|@/.test(password));
  const run = NAMED_RUN.exec(end)?.[1];
  if (run !== undefined) opens(text.length - run.length, true);
  const frame = text.lastIndexOf('-----BEGIN ');
  const key = frame < 0 ? undefined : openKey(text.slice(frame));
  if (key !== undefined) opens(frame + key, true);
  return { from, surely };
}
