// What a plan may name as a file and as a command: paths of the repository, and programs started as they are
// written, without a shell between.

import { cut } from '../../contracts/cut.ts';
import { cleanGlob, pathTest } from '../../runtime/globs.ts';

/** Why a glob or path of a plan is refused; nothing when it may stand. */
export function targetProblem(target: string): string | undefined {
  if (target.trim() === '' || cleanGlob(target) === '') return 'is empty';
  if (target.includes('\0')) return 'contains a NUL character';
  // Also as a program would read it that takes marks of quoting away, or writes braces out.
  const bare = target.trim().replace(/^!/, '').trimStart();
  for (const one of [bare, bare.replace(/\\(.)/gs, '$1')]) {
    if (startsWith(one, /^-/)) return 'starts with “-”, which programs read as an option';
    if (startsWith(one, /^([/\\~]|[a-z]:([/\\]|$))/i)) return 'is absolute; name it relative to the repository';
    if (/(^|[/\\{,])\.\.([/\\},]|$)/.test(one)) return 'leads outside the repository';
  }
  return undefined;
}

/** Whether globs leave out nothing that a name could tell: they fit files that no project has. */
export const meansEverything = (globs: readonly string[]): boolean =>
  UNHEARD_OF.every(pathTest(globs.filter((it) => !it.startsWith('!')))) || globs.every((it) => it.startsWith('!'));

const UNHEARD_OF = ['qzxj.vkq', 'qzxj/jvwq/kqzx.vkq'];

/** At the beginning, or at the beginning of an alternative in braces that stand there. */
function startsWith(glob: string, what: RegExp): boolean {
  if (what.test(glob)) return true;
  if (!glob.startsWith('{')) return false;
  return glob
    .slice(1)
    .split(/[{,]/)
    .some((it) => what.test(it));
}

const SHELLS = /^(?:ba|z|da|k|fi|a|c|tc)?sh$|^cmd$|^powershell$|^pwsh$/;

/** Why an argv is refused; nothing when it may stand. */
export function argvProblem(argv: readonly string[]): string | undefined {
  const [program = ''] = argv;
  if (program.trim() === '') return 'names no program';
  if (argv.some((it) => it.includes('\0'))) return 'contains a NUL character';
  if (program.startsWith('-')) return 'starts with “-” instead of a program';
  if (/^([/\\~]|[a-z]:[/\\])/i.test(program)) return 'names a program by an absolute path; use its name, or a path in the repository';
  const outside = argv.find(leadsOut);
  if (outside !== undefined) return `leads outside the repository with \`${cut(outside, 120)}\``;
  const shell = argv.findIndex((it, at) => isShell(it) && /^(-[a-z]*c|-command|\/c)/i.test(argv[at + 1] ?? ''));
  if (shell >= 0) return `passes a command line to the shell \`${argv[shell]}\`; give the program and its arguments directly`;
  return undefined;
}

/** A word, or what an option in it is given, that as a path from the root ends up above it. */
function leadsOut(word: string): boolean {
  let depth = 0;
  for (const part of word.slice(word.startsWith('-') ? word.indexOf('=') + 1 : 0).split(/[/\\]/)) {
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
