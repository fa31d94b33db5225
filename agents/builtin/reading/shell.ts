// Splits shell lines in scripts, workflows and recipes into commands and words; no more.

export type ShellCommand = { words: readonly string[] /** Offset of the command in the text. */; at: number };

/** Commands between `&&`, `||`, `;`, `|` and line ends; respects comments, here-documents and quotes. */
export function shellCommands(text: string): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  let word: string | undefined;
  let start = -1;
  let quote = '';
  const endWord = () => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  const endCommand = () => {
    endWord();
    if (words.length > 0) commands.push({ words, at: start });
    words = [];
    start = -1;
  };
  const lines = text.replace(/\\\r?\n/g, (it) => ' '.repeat(it.length));
  for (let at = 0; at < lines.length; at++) {
    const c = lines[at] ?? '';
    if (quote !== '') {
      if (c === '\\' && quote === '"') word = (word ?? '') + (lines[++at] ?? '');
      else if (c === quote) quote = '';
      else word = (word ?? '') + c;
      continue;
    }
    if (c === '"' || c === "'") {
      quote = c;
      word ??= '';
      if (start < 0) start = at;
    } else if (c === '#' && word === undefined) {
      const end = lines.indexOf('\n', at);
      endCommand();
      if (end < 0) break;
      at = end;
    } else if (c === '<' && lines[at + 1] === '<' && lines[at + 2] !== '<') {
      const mark = /^<<-?\s*["']?(\w+)["']?/.exec(lines.slice(at, at + 60))?.[1];
      const end = mark === undefined ? -1 : lines.slice(at, at + 20_000).search(new RegExp(`\\n\\s*${mark}\\s*(\\n|$)`));
      if (end > 0) {
        endCommand();
        at = lines.indexOf('\n', at + end + 1);
        if (at < 0) break;
      }
    } else if (c === '\n' || c === ';' || c === '|' || c === '&') {
      if (c === '&' && (lines[at - 1] === '>' || lines[at + 1] === '>')) continue;
      endCommand();
    } else if (c === ' ' || c === '\t' || c === '\r') endWord();
    else {
      if (c === '\\') at++;
      word = (word ?? '') + (c === '\\' ? (lines[at] ?? '') : c);
      if (start < 0) start = at;
    }
  }
  endCommand();
  return commands.map(({ words: all, at }) => ({ words: withoutSettings(all), at })).filter((it) => it.words.length > 0);
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
