// What a plan may name as a file and as a command: paths of the repository, and programs started as they are
// written, without a shell between.

import { cleanGlob } from '../../runtime/globs.ts';

/** Why a glob or path of a plan is refused; nothing when it may stand. */
export function targetProblem(target: string): string | undefined {
  if (target.trim() === '' || cleanGlob(target) === '') return 'is empty';
  if (target.includes('\0')) return 'holds a NUL character';
  // Also as a program would read it that takes marks of quoting away, or writes braces out.
  const bare = target.trim().replace(/^!/, '').trimStart();
  for (const one of [bare, bare.replace(/\\(.)/gs, '$1')]) {
    if (startsWith(one, /^-/)) return 'begins with “-”, which programs read as an option';
    if (startsWith(one, /^([/\\~]|[a-z]:([/\\]|$))/i)) return 'is absolute; name it relative to the repository';
    if (/(^|[/\\{,])\.\.([/\\},]|$)/.test(one)) return 'leads out of the repository';
  }
  return undefined;
}

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
  if (argv.some((it) => it.includes('\0'))) return 'holds a NUL character';
  if (program.startsWith('-')) return 'begins with “-” instead of a program';
  const shell = argv.findIndex((it, at) => isShell(it) && /^(-[a-z]*c|-command|\/c)/i.test(argv[at + 1] ?? ''));
  if (shell >= 0) return `gives a text to the shell \`${argv[shell]}\`; name the program and its arguments themselves`;
  return undefined;
}

const isShell = (word: string): boolean =>
  SHELLS.test(
    word
      .slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1)
      .toLowerCase()
      .replace(/\.exe$/, ''),
  );
