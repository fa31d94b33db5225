// Parses the hunks of a patch without context lines, by file of the new side.

import { unquoted } from './quoting.ts';

/** `lost` lines starting at `from` became `got` lines starting at `to`. If no lines were lost, it is an insertion after `from`. */
export type Hunk = { from: number; lost: number; to: number; got: number };

/** Without context, no content line starts with `@` or `d`, and the only `+++` before a hunk is the file name. */
export function hunksIn(patch: Buffer): Map<string, Hunk[]> {
  const hunks = new Map<string, Hunk[]>();
  let path: string | undefined;
  for (let start = 0; start < patch.length; ) {
    const newline = patch.indexOf(10, start);
    const end = newline < 0 ? patch.length : newline;
    const first = patch[start];
    if (first === 0x64) path = undefined;
    else if (first === 0x2b && path === undefined) path = pathOf(patch.toString('utf8', start, end));
    else if (first === 0x40 && path !== undefined) {
      const head = patch.toString('latin1', start, Math.min(end, start + 100));
      const [, a, lost = '1', b, got = '1'] = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(head) ?? [];
      const own = hunks.get(path) ?? [];
      own.push({ from: Number(a), lost: Number(lost), to: Number(b), got: Number(got) });
      hunks.set(path, own);
    }
    start = end + 1;
  }
  return hunks;
}

/** `+++ b/path`, `+++ "b/odd \303\274 path"`, or `+++ /dev/null`; a tab ends a name with spaces. */
function pathOf(line: string): string | undefined {
  const name = line.slice('+++ '.length).replace(/\t$/, '');
  const plain = name.startsWith('"') ? unquoted(name) : name;
  return plain.startsWith('b/') ? plain.slice(2) : '';
}
