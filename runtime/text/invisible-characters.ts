// What acts on a terminal or deceives the eye: escape sequences, control characters, and characters that reorder text or are
// invisible. Decided by Unicode properties, not by a list of known characters.

const ESC = '\\u001b';
const ST = `(?:\\u0007|${ESC}\\\\|\\u009c)`;

/** Strings (titles, links, device data), then CSI, then the remaining two-character sequences. */
const STRING = '[^\\u0007\\u001b\\u0090\\u0098\\u009c-\\u009f\\n]*';
const CSI = '[0-?]*[ -/]*[@-~]';

/**
 * A string also ends where another sequence starts: otherwise each start would search the rest of the text for its end, in
 * quadratic time.
 */
export const SEQUENCES: string = [
  `(?:${ESC}[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])${STRING}${ST}`,
  `(?:${ESC}\\[|\\u009b)${CSI}`,
  `${ESC}[ -/]*[0-~]`,
].join('|');

/** For bytes that were decoded as latin1: what looks like C1 there is a part of some other character. */
export const BYTE_SEQUENCES: string = [`${ESC}[\\]PX^_]${STRING}${ST}`, `${ESC}\\[${CSI}`, `${ESC}[ -/]*[0-~]`].join('|');

/** No sequence is longer; what looks like the start of a longer one is ordinary text. */
const LONGEST_SEQUENCE = 4_096;
const OPEN_SEQUENCE = new RegExp(`${ESC}(?:\\[[0-?]*[ -/]*|[\\]PX^_][^\\u0007\\u001b\\n]*${ESC}?|[ -/]*)$`);

/** Where an unfinished sequence starts; the length of the text if there is none. */
export function openSequenceIn(text: string): number {
  const start = Math.max(0, text.length - LONGEST_SEQUENCE);
  const open = OPEN_SEQUENCE.exec(text.slice(start));
  return open ? start + open.index : text.length;
}

/** C0 and C1, except tab and line feed, which are text. */
export const CONTROLS = '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]';

/** Characters that show nothing or reorder the text around them: format characters, default-ignorable ones, line separators. */
const HIDDEN_CLASS = '\\p{Default_Ignorable_Code_Point}\\p{Bidi_Control}\\p{Cf}\\p{Zl}\\p{Zp}';
export const HIDDEN_CHARACTER = `[${HIDDEN_CLASS}]`;
const HIDDEN = new RegExp(HIDDEN_CHARACTER, 'u');

const SEQUENCE = new RegExp(SEQUENCES, 'g');
const CONTROL = new RegExp(CONTROLS, 'g');
const ALL_HIDDEN = new RegExp(HIDDEN_CHARACTER, 'gu');
const ONE_HIDDEN = new RegExp(`^${HIDDEN_CHARACTER}$`, 'u');
/** Possible emojis, which are examined character by character only if something hidden is among them. */
const RUN = new RegExp(`[\\p{Emoji}${HIDDEN_CLASS}]+`, 'gu');
/** A joiner or a variation selector inside an emoji is legitimate. The pattern is expensive to compile and hardly ever needed. */
let emojiOrHidden: RegExp | undefined;
/** Matching a long run of emojis is slow, and no one writes a longer sequence. */
const LONGEST_RUN = 200;
const MOST_RUNS = 10_000;
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;

export const withoutSequences = (text: string): string => text.replace(SEQUENCE, '').replace(CONTROL, '');

/** Replaces each invisible character with what `spelled` returns for it. */
export function withHiddenSpelled(text: string, spelled: (character: string) => string): string {
  if (!HIDDEN.test(text)) return text;
  if (!PICTURE.test(text)) return text.replace(ALL_HIDDEN, spelled);
  let looked = 0;
  return text.replace(RUN, (run) => {
    if (!HIDDEN.test(run)) return run;
    if (!PICTURE.test(run) || run.length > LONGEST_RUN || looked++ > MOST_RUNS) return run.replace(ALL_HIDDEN, spelled);
    emojiOrHidden ??= new RegExp(`\\p{RGI_Emoji}|[${HIDDEN_CLASS}]`, 'gv');
    return run.replace(emojiOrHidden, (found) => (ONE_HIDDEN.test(found) ? spelled(found) : found));
  });
}
