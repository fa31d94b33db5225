// Splits a command line into simple commands with their words, at `;`, `&&`, `||`, `|` and line ends. It understands quotes and
// redirections and expands nothing: a word with `$` or a backtick stays as written.

export type Segment = {
  words: string[];
  /** It reads the output of the command before it. */
  piped: boolean;
  /** Files that it reads by `<`. */
  input: string[];
};

/** What was read so far: the finished commands, the one that is being read, its last word, and what becomes of that. */
type Reading = { segments: Segment[]; segment: Segment; word: string | undefined; into: 'words' | 'input' | 'nowhere' };

/** Longer than any that a person or a model writes; the rest is ignored. */
const LONGEST = 65_536;

export function segmentsOf(line: string): Segment[] {
  const text = line.slice(0, LONGEST);
  const reading: Reading = { segments: [], segment: segmentAfter(';'), word: undefined, into: 'words' };
  for (let at = 0; at < text.length; ) at = readAt(text, at, reading);
  endSegment(reading, ';');
  return reading.segments.filter((it) => it.words.length > 0);
}

/** Reads what begins at `at`; returns where the next thing begins. */
function readAt(text: string, at: number, reading: Reading): number {
  const char = text[at] ?? '';
  switch (char) {
    case "'":
      return readSingleQuoted(text, at, reading);
    case '"':
      return readDoubleQuoted(text, at, reading);
    case '\\':
      // At the end of a line it joins the line to the next one.
      if (text[at + 1] !== '\n') addToWord(reading, text[at + 1] ?? '');
      return at + 2;
    case ' ':
    case '\t':
      endWord(reading);
      return at + 1;
    case '\n':
    case ';':
      endSegment(reading, ';');
      return at + 1;
    case '(':
    case ')':
    case '{':
    case '}':
      // Starts or ends a group; inside a word it is part of the word.
      if (reading.word !== undefined) addToWord(reading, char);
      return at + 1;
    case '|':
    case '&':
      return readOperator(text, at, reading);
    case '<':
    case '>':
      return readRedirection(text, at, reading);
    default:
      if (char === '#' && reading.word === undefined) return indexOrEnd(text, '\n', at);
      addToWord(reading, char);
      return at + 1;
  }
}

function readSingleQuoted(text: string, at: number, reading: Reading): number {
  const end = indexOrEnd(text, "'", at + 1);
  addToWord(reading, text.slice(at + 1, end));
  return end + 1;
}

function readDoubleQuoted(text: string, from: number, reading: Reading): number {
  addToWord(reading, '');
  let at = from + 1;
  for (; at < text.length && text[at] !== '"'; at++) {
    if (text[at] === '\\' && /["\\$`]/.test(text[at + 1] ?? '')) at++;
    addToWord(reading, text[at] ?? '');
  }
  return at + 1;
}

/** `|`, `||`, `|&`, `&`, `&&`, and the `&` of `2>&1` and `&>file`. */
function readOperator(text: string, at: number, reading: Reading): number {
  const [char, next] = [text[at], text[at + 1]];
  if (char === '&' && text[at - 1] === '>') {
    reading.word = undefined;
    reading.into = 'nowhere';
    return at + 1;
  }
  if (char === '&' && next === '>') return at + 1;
  const isDouble = next === char;
  endSegment(reading, char === '|' && !isDouble ? '|' : ';');
  return isDouble || (char === '|' && next === '&') ? at + 2 : at + 1;
}

function readRedirection(text: string, from: number, reading: Reading): number {
  // A number directly before it is a descriptor.
  if (reading.word !== undefined && /^\d$/.test(reading.word)) reading.word = undefined;
  endWord(reading);
  const next = text[from + 1];
  reading.into = text[from] === '<' && next !== '<' && next !== '(' ? 'input' : 'nowhere';
  let at = from + 1;
  while (text[at] === '<' || text[at] === '>') at++;
  return text[at] === '(' ? at + 1 : at;
}

function addToWord(reading: Reading, text: string): void {
  reading.word = (reading.word ?? '') + text;
}

function endWord(reading: Reading): void {
  const { word, into, segment } = reading;
  if (word === undefined) return;
  if (into !== 'nowhere') segment[into].push(word);
  reading.word = undefined;
  reading.into = 'words';
}

/** `by`: what separates it from the next command. */
function endSegment(reading: Reading, by: '|' | ';'): void {
  endWord(reading);
  reading.into = 'words';
  reading.segments.push(reading.segment);
  reading.segment = segmentAfter(by);
}

const segmentAfter = (separator: '|' | ';'): Segment => ({ words: [], piped: separator === '|', input: [] });

function indexOrEnd(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at < 0 ? text.length : at;
}
