// A command line taken apart: simple commands with their words, between `;`, `&&`, `||`, `|` and line ends. It knows
// quotes and redirections and expands nothing: a word with `$` or a backtick stays as it is written.

export type Segment = {
  words: string[];
  /** It reads what the command before it prints. */
  piped: boolean;
  /** Files that it reads by `<`. */
  input: string[];
};

/** Longer than any that a person or a model writes; what is behind it is left out. */
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
      // A group begins or ends; within a word it is part of it.
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
      // A number right before it is a descriptor.
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
