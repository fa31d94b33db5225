// What a plan may name as a file: paths in the repository, and globs that say which files they mean.

import { cleanGlob, pathTest } from '../../runtime/globs.ts';

/** Why a glob or path of a plan is refused; undefined if it is allowed. */
export function targetProblem(target: string): string | undefined {
  if (target.trim() === '' || cleanGlob(target) === '') return 'is empty';
  if (target.includes('\0')) return 'contains a NUL character';
  // Also as a program would read it that removes quoting or expands braces.
  const bare = target.trim().replace(/^!/, '').trimStart();
  for (const one of [bare, bare.replace(/\\(.)/gs, '$1')]) {
    if (startsWith(one, /^-/)) return 'starts with “-”, which programs read as an option';
    if (startsWith(one, /^([/\\~]|[a-z]:([/\\]|$))/i)) return 'is absolute; name it relative to the repository';
    if (/(^|[/\\{,])\.\.([/\\},]|$)/.test(one)) return 'leads outside the repository';
  }
  return undefined;
}

/**
 * Whether globs say nothing about which files they mean: they match made-up paths in the root, below any folder or under most first
 * letters.
 */
export function meansEverything(globs: readonly string[]): boolean {
  if (globs.every((it) => it.startsWith('!'))) return true;
  const fits = pathTest(globs.filter((it) => !it.startsWith('!')));
  return UNHEARD_OF.some(fits) || LETTERS.filter((letter) => fits(`${letter}zxj/${letter}vqk.${letter}jq`)).length >= MANY_LETTERS;
}

const UNHEARD_OF = [
  'qzxj.vkq',
  'qzxj',
  '.qzxj',
  'QZXJ.VKQ',
  'qzxj/vjwq.vkq',
  'qzxj/.vjwq/kqzx',
  'qzxj/jvwq/kqzx.vkq',
  'QZXJVKWQ/jvwqkzx/KQZX/zxvkqj.vkq.jq',
  'zqxjkvwq-zqxjkvwq/jxqzvkwj-zqxjkvwq/zqxjkvwq-zqxjkvwq.zqxj',
  '5731/8642.975',
];
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const MANY_LETTERS = 8;

/** At the start, or at the start of an alternative in leading braces. */
function startsWith(glob: string, what: RegExp): boolean {
  if (what.test(glob)) return true;
  if (!glob.startsWith('{')) return false;
  return glob
    .slice(1)
    .split(/[{,]/)
    .some((it) => what.test(it));
}
