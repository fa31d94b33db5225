// The text of the hook script that git starts; whether a text is one of ours, and whether it was changed since.
// Pure. The script passes its arguments on unchanged, and lets git continue if Muster is no longer installed.

import { createHash } from 'node:crypto';
import { shellWord } from '../../../runtime/text/shell-word.ts';
import { EXIT } from '../words/exit-code.ts';

export const HOOKS = ['pre-push', 'post-commit'] as const;
export type HookName = (typeof HOOKS)[number];

export type Hook = {
  name: HookName;
  /** How to start Muster: Node and the launcher. */
  program: readonly [node: string, launcher: string];
  /** The options for `muster hook run`. */
  options: readonly string[];
  /** The previous hook, which runs first. */
  first: string | undefined;
};

export const ASIDE = '.before-muster';

export function hookText({ name, program, options, first }: Hook): string {
  const [node, launcher] = program.map(shellWord);
  const before = first === undefined ? '' : `[ ! -x ${shellWord(first)} ] || exec ${shellWord(first)} "$@"\n`;
  const body = [
    `if [ ! -x ${node} ] || [ ! -e ${launcher} ]; then`,
    "  echo 'muster: it is not installed here any more, so nothing was reviewed' >&2",
    ...(before === '' ? [] : [`  ${before.trimEnd()}`]),
    '  exit 0',
    'fi',
    `${[node, launcher, 'hook', 'run', name, ...options.map(shellWord), ...(first === undefined ? [] : ['--first', shellWord(first)])].join(' ')} -- "$@"`,
    'code=$?',
    // A deliberate exit code, or an interruption. Anything else is a failure of Muster and must not hold back git.
    `case $code in 0 | ${EXIT.findings} | ${EARLIER_SAYS_NO} | 130 | 143) exit $code ;; esac`,
    'echo "muster: it failed with exit code $code, so nothing was reviewed" >&2',
    ...(before === '' ? [] : [before.trimEnd()]),
    'exit 0',
    '',
  ].join('\n');
  return `#!/bin/sh\n# Written by \`muster hook install ${name}\`. To take it away: muster hook remove ${name}\n${MARK}${digestOf(body)}\n${body}`;
}

const MARK = '# muster-hook 1 ';
const digestOf = (body: string): string => createHash('sha256').update(body).digest('hex').slice(0, 32);

export type HookKind = { kind: 'ours'; runs: string; first: string | undefined } | { kind: 'changed' } | { kind: 'other' };

export function hookIn(text: string): HookKind {
  const at = text.indexOf(`\n${MARK}`);
  if (at < 0) return { kind: 'other' };
  const start = at + 1 + MARK.length;
  const end = text.indexOf('\n', start);
  const body = text.slice(end + 1);
  if (end < 0 || text.slice(start, end) !== digestOf(body) || !/^#!\/bin\/sh\n# [^\n]*$/.test(text.slice(0, at)))
    return { kind: 'changed' };
  const runs = /^.* hook run (.*) -- "\$@"$/m.exec(body)?.[1] ?? '';
  const named = / --first (?:'((?:[^']|'\\'')*)'|(\S+))$/.exec(runs);
  const first = named?.[1]?.replaceAll("'\\''", "'") ?? named?.[2];
  return { kind: 'ours', runs, first };
}

const NONE = /^0+$/;

/** Besides `EXIT.findings`, the exit code with which `hook run` holds git back: the previous hook failed. */
export const EARLIER_SAYS_NO = 8;

/** The refs that git passes to a pre-push hook: the local and the remote commit. Deleted refs have nothing to review. */
export function pushedIn(input: string): { local: string; remote: string | undefined }[] {
  const seen = new Map<string, { local: string; remote: string | undefined }>();
  for (const line of input.split('\n')) {
    const [, local = '', , remote = ''] = line.trim().split(/\s+/);
    if (!/^[0-9a-f]{40,64}$/.test(local) || NONE.test(local)) continue;
    const known = /^[0-9a-f]{40,64}$/.test(remote) && !NONE.test(remote) ? remote : undefined;
    if (local !== known) seen.set(`${known ?? ''} ${local}`, { local, remote: known });
  }
  return [...seen.values()];
}
