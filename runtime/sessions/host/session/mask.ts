// Takes secrets out of a worker's output before anybody keeps or shows it. The output comes in chunks that end
// anywhere, so an end that could be the beginning of a secret is held back until more is known.

import { FORM_BEGINNINGS, HIDDEN, SECRET_FORMS } from '../../../secrets.ts';

export type Mask = {
  /** What may be kept and shown of the output by now. */
  push(chunk: Buffer): Buffer;
  /** Whether something is held back. */
  holds(): boolean;
  /** What was held back, when nothing more comes, or not soon. */
  rest(): Buffer;
};

/** Longer than any token; an endless run of such letters is no reason to hold back more. */
const LONGEST_TOKEN = 512;
/** An end that may go on as one of the forms, or as the beginning of one. */
const OPEN_FORM =
  /(?:s|sk|sk-[\w-]*|g|gh|gh[pousr]|gh[pousr]_\w*|gi|git|gith|githu|github|github_|github_p|github_pa|github_pat|github_pat_\w*|gl|glp|glpa|glpat|glpat-[\w-]*|A|AK|AKI|AKIA[0-9A-Z]*|AI|AIz|AIza[\w-]*|x|xo|xox|xox[abp]|xox[abp]-[\w-]*)$/;

/** Bytes are taken as one letter each, so that nothing is lost of what is no text. */
export function outputMask(secrets: readonly string[]): Mask {
  const values = secrets.map((it) => Buffer.from(it).toString('latin1'));
  const known = new RegExp([...values.map(literally), SECRET_FORMS.source].join('|'), 'g');
  const signs = [...values, ...FORM_BEGINNINGS].map((it) => Buffer.from(it, 'latin1'));
  const reach = Math.max(LONGEST_TOKEN, ...values.map((it) => it.length));
  let held = '';

  const clean = (text: string): Buffer => Buffer.from(text.replace(known, HIDDEN), 'latin1');

  /** Where the end begins that could still become a secret. */
  function openFrom(text: string): number {
    let from = text.length;
    for (const value of values) {
      for (let length = Math.min(value.length - 1, text.length); length > text.length - from; length--) {
        if (text.endsWith(value.slice(0, length))) from = text.length - length;
      }
    }
    const start = Math.max(0, text.length - 2 * reach);
    const end = text.slice(start);
    const form = OPEN_FORM.exec(end);
    if (form) from = Math.min(from, start + form.index);
    // Nothing is cut in two that is known already.
    for (const match of end.matchAll(known)) {
      const begin = start + match.index;
      if (begin < from && begin + match[0].length > from) from = begin;
    }
    return from;
  }

  return {
    push(chunk) {
      // Most output holds none, and is passed on as it is.
      if (held === '' && !signs.some((it) => chunk.includes(it))) {
        const end = chunk.toString('latin1', Math.max(0, chunk.length - reach));
        const open = end.length - openFrom(end);
        if (open === 0) return chunk;
        held = end.slice(end.length - open);
        return chunk.subarray(0, chunk.length - open);
      }
      const text = held + chunk.toString('latin1');
      const from = openFrom(text);
      held = text.slice(from);
      if (held.length <= reach) return clean(text.slice(0, from));
      held = '';
      return clean(text);
    },
    holds: () => held !== '',
    rest() {
      const text = held;
      held = '';
      return clean(text);
    },
  };
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
