// Removes secrets from a worker's output before it is stored or shown. Output arrives in chunks that can end anywhere, even inside
// an escape sequence, so an end that could be the start of a secret is held back until more is known. If the rest of a secret
// arrives too late for that, at least the rest is hidden.

import { openEnd } from '../../../secrets/open-end.ts';
import { HIDDEN, redact } from '../../../secrets/redact.ts';
import type { Span } from '../../../secrets/shapes.ts';
import { asSeen, spansAsSeen } from '../../../secrets/spans.ts';
import { openSequenceIn } from '../../../text/invisible-characters.ts';

export type Mask = {
  /** Takes a chunk and returns what may be stored and shown by now. */
  push(chunk: Buffer): Buffer;
  /** Whether something is held back that may be released soon; the caller then calls `overdue` after a while. */
  waits(): boolean;
  /** If nothing more came for a while: releases what was held back, unless so much of a secret is in it that it must stay hidden. */
  overdue(): Buffer;
  /** At the end of the output: releases what was held back. */
  rest(): Buffer;
};

/** Longer than any multi-line key; more of such characters is no reason to hold back more. */
const LONGEST = 40_000;
const REMEMBERED = 800;
/** How a title, a link or other data for the terminal starts. */
const STRINGS = [']', 'P', 'X', '^', '_'].map((it) => `\u001b${it}`);
/** Each byte becomes one character (latin1), so that invalid UTF-8 is preserved. */
export function outputMask(secrets: readonly string[]): Mask {
  const values = secrets.map((it) => Buffer.from(it).toString('latin1'));
  const remembered = Math.max(REMEMBERED, ...values.map((it) => it.length));
  /** The original text, however much of it was shown. */
  let before = '';
  let held = '';
  /** Whether the output so far ended inside a hidden secret that may continue. */
  let within = false;
  let waits = false;

  /** Releases the first part of what is held back. */
  function give(length: number, look: SearchedText): Buffer {
    let out = '';
    let end = 0;
    let last: Span | undefined;
    for (const span of look.spans) {
      if (span.to <= before.length) continue;
      const first = look.rawAt(Math.max(span.from, before.length));
      if (first >= length) break;
      out += held.slice(end, first);
      // A secret that started in the part released before was already marked there.
      if (!(within && span.from < before.length)) out += HIDDEN;
      end = look.rawAt(span.to - 1) + 1;
      out += sequencesIn(held.slice(first, end));
      last = span;
    }
    out += held.slice(end, length);
    within = last !== undefined && end >= length;
    const given = look.text.slice(0, length === held.length ? undefined : look.seenAt(length));
    // Remember the start of a secret that may continue, to recognise its rest.
    before = within && last ? given.slice(last.from, last.from + remembered) : given.slice(-remembered);
    held = held.slice(length);
    // A title or a link is itself an escape sequence and can contain a secret.
    return Buffer.from(STRINGS.some((it) => out.includes(it)) ? redact(out, values) : out, 'latin1');
  }

  /** What must be held back, and how much of it could be the start of a secret. */
  function examine(): { look: SearchedText; from: number; surely: number } {
    const look = lookAt(before, held, values);
    const open = openEnd(look.text, values);
    // Never cut a known secret in two.
    const cut = (at: number): number => look.spans.find((it) => it.from < at && it.to > at)?.from ?? at;
    const raw = (at: number): number => (at >= look.text.length ? held.length : look.rawAt(Math.max(cut(at), before.length)));
    return { look, from: Math.min(raw(open.from), openSequenceIn(held)), surely: raw(open.surely) };
  }

  return {
    push(chunk) {
      held += chunk.toString('latin1');
      const { look, from, surely } = examine();
      const length = held.length - from <= LONGEST ? from : held.length;
      waits = surely > length;
      return give(length, look);
    },
    waits: () => waits,
    overdue() {
      const { look, surely } = examine();
      waits = false;
      return give(surely, look);
    },
    rest: () => give(held.length, examine().look),
  };
}

type SearchedText = {
  /** The remembered and the new text, without escape sequences. */
  text: string;
  spans: readonly Span[];
  /** Converts positions in that text to positions in the new output, and back. */
  rawAt(index: number): number;
  seenAt(raw: number): number;
};

function lookAt(before: string, held: string, values: readonly string[]): SearchedText {
  const seen = asSeen(held, 'bytes');
  const text = before + (seen?.text ?? held);
  return {
    text,
    spans: spansAsSeen(text, values),
    rawAt: (index) => seen?.at(index - before.length) ?? index - before.length,
    seenAt: (raw) => before.length + (seen?.before(raw) ?? raw),
  };
}

/** Keeps the escape sequences inside a secret: a colour that starts or ends there still applies after it. */
function sequencesIn(raw: string): string {
  const seen = asSeen(raw, 'bytes');
  if (!seen) return '';
  let out = '';
  let end = 0;
  for (let at = 0; at <= seen.text.length; at++) {
    const place = at === seen.text.length ? raw.length : seen.at(at);
    out += raw.slice(end, place);
    end = place + 1;
  }
  return out;
}
