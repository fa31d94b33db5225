// The lines of a program without its comments: a test that is commented out is not a test any more. Doctests are in comments and
// are kept.

export type LiveLine = { text: string; indent: number };

const COMMENT = /^(?:\/\/|#(?![![]|(?:if|endif|ifdef|ifndef|else|define|undef|pragma)\b)|--\s|%|;;|\*(?:\s|$|\/)|<!--|rem\s)/i;
/** A doctest in a comment: `>>> f(1)`, `/// assert_eq!(f(1), 1);`. */
const DOCTEST = /^(?:(?:\/\/[/!]|\*|#)\s*)?(?:>>> .*|assert\w*!.*)$/;
const BLOCKS: readonly [begins: RegExp, ends: RegExp][] = [
  [/^\/\*|\/\*\s*$/, /\*\//],
  [/^=begin\b/, /^=end\b/],
  [/^<#/, /#>/],
  [/^#if\s+(?:0|false|FALSE)\b/, /^#(?:endif|else)\b/],
  [/^(?:if\s+(?:False|0)\s*:)$/, /^(?!)/],
];

/** Line numbers are preserved: a comment becomes an empty line. */
export function uncommentedLines(text: string): LiveLine[] {
  let until: RegExp | undefined;
  let quotes: string | undefined;
  return text.split(/\r?\n/).map((raw) => {
    const line = raw.trim();
    const indent = /^\s*/.exec(raw)?.[0].length ?? 0;
    const doctest = DOCTEST.test(line) ? line.replace(/^(?:\/\/[/!]|\*|#)\s*/, '') : undefined;
    if (until) {
      if (until.test(line)) until = undefined;
      return { text: doctest ?? '', indent };
    }
    const wasQuoted = quotes !== undefined;
    for (const [mark] of line.matchAll(/"""|'''/g)) quotes = quotes === undefined ? mark : quotes === mark ? undefined : quotes;
    if (wasQuoted) return { text: doctest ?? '', indent };
    const block = BLOCKS.find(([begins]) => begins.test(line));
    if (block && !block[1].test(line.slice(2))) until = block[1];
    if (block || COMMENT.test(line)) return { text: doctest ?? '', indent };
    return { text: line, indent };
  });
}

/**
 * What a program does, a line each: without comments, what stands on several lines only because it is long on one line, and each
 * character as a compiler reads it.
 */
export const statements = (text: string): string[] =>
  inPieces(
    uncommentedLines(text.normalize('NFKC'))
      .flatMap((it) => (it.text === '' ? [] : [it.text]))
      .join('\n')
      .replace(/\/\*.{0,200}?\*\//g, '')
      .replace(/\n(?=\??\.\w|[)\]])|(?<=[([.])\n/g, '')
      .split('\n'),
  );

const PIECE = 500;
const OVERLAP = 100;

/** A pattern may take the square of the length of a line, and one line may be a whole file. */
export const inPieces = (lines: readonly string[]): string[] =>
  lines.flatMap((line) =>
    line.length <= PIECE
      ? [line]
      : Array.from({ length: Math.ceil(line.length / (PIECE - OVERLAP)) }, (_, at) => line.slice(at * (PIECE - OVERLAP)).slice(0, PIECE)),
  );
