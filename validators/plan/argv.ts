// What a plan may name as a command: a program and its arguments, started as written without a shell, where none contains a path
// that leaves the repository.

import { cut } from '../../contracts/cut.ts';

const SHELLS = /^(?:ba|z|da|k|fi|a|c|tc)?sh$|^cmd$|^powershell$|^pwsh$/;

/** Why an argv is refused; undefined if it is allowed. */
export function argvProblem(argv: readonly string[]): string | undefined {
  const [program = ''] = argv;
  if (program.trim() === '') return 'names no program';
  if (argv.some((it) => it.includes('\0'))) return 'contains a NUL character';
  if (program.startsWith('-')) return 'starts with “-” instead of a program';
  if (isAbsolute(program)) return 'names a program by an absolute path; use its name, or a path in the repository';
  const outside = argv.find((word) => pathsIn(word).some(leadsOut));
  if (outside !== undefined) return `leads outside the repository with \`${cut(outside, 120)}\`; name it relative to the repository`;
  const shell = argv.findIndex((it, at) => isShell(it) && /^(-[a-z]*c|-command|\/c)/i.test(argv[at + 1] ?? ''));
  if (shell >= 0) return `passes a command line to the shell \`${argv[shell]}\`; give the program and its arguments directly`;
  return undefined;
}

/** Code or prose as one argument: only its beginning can be a path. */
const IS_TEXT = /[\n"'`(){}<>|]/;

/**
 * Everything in a word that a program could read as a path: the word, the value of an option in it (`--x=a`, `-Ca`), and the parts
 * of a list (`a:b`, `a,b`, `@file`).
 */
function pathsIn(word: string): string[] {
  const whole = [word, ...word.split('=').map((_, at, parts) => parts.slice(at).join('='))].flatMap(withoutShortOption);
  if (IS_TEXT.test(word)) return whole;
  // The colon of a URL, and that of a dotnet option (`/p:Name=value`), do not start a path.
  const parts = word.split(/[=,;@]|:(?!\/\/)/).flatMap(withoutShortOption);
  return /^\/[a-z]+:/i.test(word) ? parts.slice(1) : [...whole, ...parts];
}

const withoutShortOption = (text: string): string[] => (/^-[^-]/.test(text) ? [text, text.slice(2)] : [text]);

/** A program that writes to it discards its output. */
const HARMLESS: ReadonlySet<string> = new Set(['/dev/null']);

function leadsOut(path: string): boolean {
  const bare = path.trim();
  if (HARMLESS.has(bare)) return false;
  // If an option of more than one letter is joined to its value, the two cannot be separated.
  return isAbsolute(bare) || /^file:/i.test(bare) || climbsOut(bare) || (bare.startsWith('-') && /\.\.[/\\]/.test(bare));
}

/** `~1` is a revision, `~user` a user’s home. */
const isAbsolute = (path: string): boolean => /^([/\\]|~([a-z_][\w-]*)?([/\\]|$)|[a-z]:[/\\])/i.test(path.trim());

/** Whether a path goes above the folder that it starts in, anywhere on its way. */
function climbsOut(path: string): boolean {
  let depth = 0;
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

const isShell = (word: string): boolean =>
  SHELLS.test(
    word
      .slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1)
      .toLowerCase()
      .replace(/\.exe$/, ''),
  );
