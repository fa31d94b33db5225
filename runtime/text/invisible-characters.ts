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

const SEQUENCE = new RegExp(SEQUENCES, 'g');
const CONTROL = new RegExp(CONTROLS, 'g');
/** None of the hidden characters is in ASCII. */
const NOT_ASCII = /[\u0080-\uffff]/;
/** Made when the first text needs them: Node takes a millisecond to look up the classes, and most commands show none of them. */
let patterns: ReturnType<typeof madePatterns> | undefined;
const madePatterns = () => ({
  hidden: new RegExp(HIDDEN_CHARACTER, 'u'),
  allHidden: new RegExp(HIDDEN_CHARACTER, 'gu'),
  oneHidden: new RegExp(`^${HIDDEN_CHARACTER}$`, 'u'),
  /** Possible emojis, which are examined character by character only if something hidden is among them. */
  run: new RegExp(`[\\p{Emoji}${HIDDEN_CLASS}]+`, 'gu'),
  picture: /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u,
});
/** A joiner or a variation selector inside an emoji is legitimate. The pattern is the most expensive one. */
let emojiOrHidden: RegExp | undefined;
/** Matching a long run of emojis is slow, and no one writes a longer sequence. */
const LONGEST_RUN = 200;
const MOST_RUNS = 10_000;

export const withoutSequences = (text: string): string => text.replace(SEQUENCE, '').replace(CONTROL, '');

/** Replaces each invisible character with what `spelled` returns for it. */
export function withHiddenSpelled(text: string, spelled: (character: string) => string): string {
  if (!NOT_ASCII.test(text)) return text;
  patterns ??= madePatterns();
  const { hidden, allHidden, oneHidden, run: runs, picture } = patterns;
  if (!hidden.test(text)) return text;
  if (!picture.test(text)) return text.replace(allHidden, spelled);
  let looked = 0;
  return text.replace(runs, (run) => {
    if (!hidden.test(run)) return run;
    if (!picture.test(run) || run.length > LONGEST_RUN || looked++ > MOST_RUNS) return run.replace(allHidden, spelled);
    emojiOrHidden ??= new RegExp(`\\p{RGI_Emoji}|[${HIDDEN_CLASS}]`, 'gv');
    return run.replace(emojiOrHidden, (found) => (oneHidden.test(found) ? spelled(found) : found));
  });
}
