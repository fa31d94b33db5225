// Splits shell lines in scripts, workflows and recipes into commands and words; no more.

export type ShellCommand = { words: readonly string[] /** Offset of the command in the text. */; at: number };

/** What was read so far: the finished commands, the words of the one that is being read, its last word, and where it started. */
type Reading = { commands: ShellCommand[]; words: string[]; word: string | undefined; start: number | undefined };

/** Commands between `&&`, `||`, `;`, `|` and line ends; respects comments, here-documents and quotes. */
export function shellCommands(text: string): ShellCommand[] {
  const lines = text.replace(/\\\r?\n/g, (it) => ' '.repeat(it.length));
  const reading: Reading = { commands: [], words: [], word: undefined, start: undefined };
  for (let at = 0; at < lines.length; ) at = readAt(lines, at, reading);
  endCommand(reading);
  return reading.commands.map(({ words, at }) => ({ words: withoutSettings(words), at })).filter((it) => it.words.length > 0);
}

/** Reads what begins at `at`; returns where the next thing begins. */
function readAt(lines: string, at: number, reading: Reading): number {
  const c = lines[at] ?? '';
  switch (c) {
    case '"':
    case "'":
      return readQuoted(lines, at, c, reading);
    case '\\':
      addToWord(reading, lines[at + 1] ?? '', at + 1);
      return at + 2;
    case ' ':
    case '\t':
    case '\r':
      endWord(reading);
      return at + 1;
    case '&':
      // Of a redirection such as `2>&1`.
      if (lines[at - 1] === '>' || lines[at + 1] === '>') return at + 1;
      endCommand(reading);
      return at + 1;
    case '\n':
    case ';':
    case '|':
      endCommand(reading);
      return at + 1;
    default:
      if (c === '#' && reading.word === undefined) {
        endCommand(reading);
        return afterLine(lines, at);
      }
      if (c === '<' && lines[at + 1] === '<' && lines[at + 2] !== '<') return skipHereDocument(lines, at, reading);
      addToWord(reading, c, at);
      return at + 1;
  }
}

function readQuoted(lines: string, from: number, quote: string, reading: Reading): number {
  addToWord(reading, '', from);
  let at = from + 1;
  for (; at < lines.length && lines[at] !== quote; at++) {
    if (lines[at] === '\\' && quote === '"') at++;
    addToWord(reading, lines[at] ?? '', from);
  }
  return at + 1;
}

/** What is on its first line after the mark is skipped with it. If it does not end, `<<` opens none. */
function skipHereDocument(lines: string, at: number, reading: Reading): number {
  const mark = /^<<-?\s*["']?(\w+)["']?/.exec(lines.slice(at, at + 60))?.[1];
  const end = mark === undefined ? -1 : lines.slice(at, at + 20_000).search(new RegExp(`\\n\\s*${mark}\\s*(\\n|$)`));
  if (end <= 0) return at + 1;
  endCommand(reading);
  return afterLine(lines, at + end + 1);
}

function afterLine(lines: string, at: number): number {
  const end = lines.indexOf('\n', at);
  return end < 0 ? lines.length : end + 1;
}

function addToWord(reading: Reading, text: string, at: number): void {
  reading.word = (reading.word ?? '') + text;
  reading.start ??= at;
}

function endWord(reading: Reading): void {
  if (reading.word !== undefined) reading.words.push(reading.word);
  reading.word = undefined;
}

function endCommand(reading: Reading): void {
  endWord(reading);
  if (reading.words.length > 0 && reading.start !== undefined) reading.commands.push({ words: reading.words, at: reading.start });
  reading.words = [];
  reading.start = undefined;
}

/** Leading `NAME=value`, `cross-env`, `env`, `sudo`, `time`, `exec` and block words are not the command. */
function withoutSettings(words: readonly string[]): readonly string[] {
  let at = 0;
  while (at < words.length && (/^\w+=/.test(words[at] ?? '') || BEFORE.has(words[at] ?? ''))) at++;
  return words.slice(at);
}

const BEFORE = new Set([
  'cross-env',
  'env',
  'sudo',
  'time',
  'exec',
  'then',
  'do',
  'else',
  'if',
  '!',
  '{',
  '(',
  'dotenv',
  '--',
  'xvfb-run',
  'command',
  'nohup',
]);

const RUNNERS = /^(node|nodejs|ts-node|tsx|ts-node-esm|babel-node|esno|jiti|sh|bash|zsh|dash|python|python3|ruby|perl|php)$/;
/** Options of these programs that take the next word as their value. */
const TAKES_VALUE =
  /^(-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file|-o|-W|-X|-I|-P|--project|-O|--tsconfig)$/;
/** After these, the next words are no file. */
const NO_FILE = /^(-e|-p|-c|-m|-s|-x|--eval|--print|--test|--check|--run|-|-i|-n|--version|-v|-V|--watch-path.*)$/;

/** The file of this tree that a command would run, as written: `node x.js`, `bash x.sh`, `./x`. */
export function fileRun(command: ShellCommand): { file: string; how: string } | undefined {
  const [first = '', ...rest] = command.words;
  if (first.startsWith('./') && first.length > 2) return plain(first) ? { file: first, how: 'directly' } : undefined;
  if (!RUNNERS.test(first)) return undefined;
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    if (NO_FILE.test(word)) return undefined;
    if (TAKES_VALUE.test(word)) at++;
    else if (!word.startsWith('-')) {
      if (first.startsWith('ts') && word === 'watch') continue;
      return plain(word) ? { file: word, how: first } : undefined;
    }
  }
  return undefined;
}

/** A literal path: no variable, glob, home folder, redirection or placeholder. */
const plain = (word: string): boolean => /^[\w@./+-]+$/.test(word) && !word.startsWith('/') && !/^\d+$/.test(word);
