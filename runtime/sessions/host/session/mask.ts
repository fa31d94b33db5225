// Removes secrets from a worker's output before it is kept or shown. The output comes in pieces that end anywhere,
// also in the middle of an escape sequence, so an end that could be the beginning of a secret is held back until more is
// known. What was released is remembered: if the rest of a secret comes late, at least that is hidden.

import { openEnd } from '../../../secrets/open-end.ts';
import { HIDDEN, redact } from '../../../secrets/redact.ts';
import type { Span } from '../../../secrets/shapes.ts';
import { asSeen, spansAsSeen } from '../../../secrets/spans.ts';
import { openSequenceIn } from '../../../text/unseen.ts';

export type Mask = {
  /** What may be kept and shown of the output by now. */
  push(chunk: Buffer): Buffer;
  /** Whether something is held back that need not be for long: then `overdue` is to be called after a while. */
  waits(): boolean;
  /** When nothing more comes for a while: what was held back, unless so much of a secret is in it that it must not be shown. */
  overdue(): Buffer;
  /** What was held back, when nothing more comes at all. */
  rest(): Buffer;
};

/** A key of many lines is not longer; an endless run of such letters is no reason to hold back more. */
const LONGEST = 40_000;
const REMEMBERED = 800;
/** What a title, a link or other data for the terminal begins with. */
const STRINGS = [']', 'P', 'X', '^', '_'].map((it) => `\u001b${it}`);
/** Bytes are taken as one letter each, so that nothing is lost of what is no text. */
export function outputMask(secrets: readonly string[]): Mask {
  const values = secrets.map((it) => Buffer.from(it).toString('latin1'));
  const remembered = Math.max(REMEMBERED, ...values.map((it) => it.length));
  /** The original, regardless of how much of it was shown. */
  let before = '';
  let held = '';
  /** Whether the output ended within a mask, for a secret that may continue. */
  let within = false;
  let waits = false;

  /** Gives out the first part of what is held. */
  function give(length: number, look: Look): Buffer {
    let out = '';
    let end = 0;
    let last: Span | undefined;
    for (const span of look.spans) {
      if (span.to <= before.length) continue;
      const first = look.rawAt(Math.max(span.from, before.length));
      if (first >= length) break;
      out += held.slice(end, first);
      // What began in what was given before was named there.
      if (!(within && span.from < before.length)) out += HIDDEN;
      end = look.rawAt(span.to - 1) + 1;
      out += sequencesIn(held.slice(first, end));
      last = span;
    }
    out += held.slice(end, length);
    within = last !== undefined && end >= length;
    const given = look.text.slice(0, length === held.length ? undefined : look.seenAt(length));
    // The beginning of a secret that may continue is remembered, to recognise the rest.
    before = within && last ? given.slice(last.from, last.from + remembered) : given.slice(-remembered);
    held = held.slice(length);
    // A title or a link is a sequence, and may have one in its text.
    return Buffer.from(STRINGS.some((it) => out.includes(it)) ? redact(out, values) : out, 'latin1');
  }

  /** What is held back, and how much of it could be the start of a secret. */
  function examine(): { look: Look; from: number; surely: number } {
    const look = lookAt(before, held, values);
    const open = openEnd(look.text, values);
    // Nothing is cut in two that is known already.
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

type Look = {
  /** What was given and what comes, as seen. */
  text: string;
  spans: readonly Span[];
  /** From a place in that text to a place in what comes, and back. */
  rawAt(index: number): number;
  seenAt(raw: number): number;
};

function lookAt(before: string, held: string, values: readonly string[]): Look {
  const seen = asSeen(held, 'bytes');
  const text = before + (seen?.text ?? held);
  return {
    text,
    spans: spansAsSeen(text, values),
    rawAt: (index) => seen?.at(index - before.length) ?? index - before.length,
    seenAt: (raw) => before.length + (seen?.before(raw) ?? raw),
  };
}

/** A colour that begins or ends within a secret still applies after it. */
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
