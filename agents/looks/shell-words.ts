// Splits a command line into simple commands with their words, at `;`, `&&`, `||`, `|` and line ends. It understands quotes and
// redirections and expands nothing: a word with `$` or a backtick stays as written.

export type Segment = {
  words: string[];
  /** It reads the output of the command before it. */
  piped: boolean;
  /** Files that it reads by `<`. */
  input: string[];
};

/** Longer than any that a person or a model writes; the rest is ignored. */
const LONGEST = 65_536;

export function segmentsOf(line: string): Segment[] {
  const segments: Segment[] = [];
  let segment: Segment = { words: [], piped: false, input: [] };
  let word: string | undefined;
  let into: 'words' | 'input' | 'nowhere' = 'words';
  const text = line.slice(0, LONGEST);

  const endWord = (): void => {
    if (word === undefined) return;
    if (into !== 'nowhere') segment[into].push(word);
    word = undefined;
    into = 'words';
  };
  const endSegment = (piped: boolean): void => {
    endWord();
    into = 'words';
    segments.push(segment);
    segment = { words: [], piped, input: [] };
  };

  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === "'") {
      const end = text.indexOf("'", at + 1);
      word = (word ?? '') + text.slice(at + 1, end < 0 ? text.length : end);
      at = end < 0 ? text.length : end;
    } else if (char === '"') {
      word ??= '';
      for (at++; at < text.length && text[at] !== '"'; at++) {
        if (text[at] === '\\' && /["\\$`]/.test(text[at + 1] ?? '')) at++;
        word += text[at];
      }
    } else if (char === '\\') {
      at++;
      if (text[at] !== '\n') word = (word ?? '') + (text[at] ?? '');
    } else if (char === ' ' || char === '\t') endWord();
    else if (char === '#' && word === undefined) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end - 1;
    } else if (char === '\n' || char === ';') endSegment(false);
    else if (char === '(' || char === ')' || char === '{' || char === '}') {
      // Starts or ends a group; inside a word it is part of the word.
      if (word === undefined) endWord();
      else word += char;
    } else if (char === '|' || char === '&') {
      if (char === '&' && /\d?$/.test(word ?? '') && text[at - 1] === '>') {
        // `2>&1`
        word = undefined;
        into = 'nowhere';
        continue;
      }
      if (char === '&' && text[at + 1] === '>') continue;
      const twice = text[at + 1] === char;
      endSegment(char === '|' && !twice);
      if (twice || (char === '|' && text[at + 1] === '&')) at++;
    } else if (char === '<' || char === '>') {
      // A number directly before it is a descriptor.
      if (word !== undefined && /^\d$/.test(word)) word = undefined;
      endWord();
      const heredoc = char === '<' && text[at + 1] === '<';
      into = char === '<' && !heredoc && text[at + 1] !== '(' ? 'input' : 'nowhere';
      while (text[at + 1] === '<' || text[at + 1] === '>') at++;
      if (text[at + 1] === '(') at++;
    } else word = (word ?? '') + char;
  }
  endSegment(false);
  return segments.filter((it) => it.words.length > 0);
}
