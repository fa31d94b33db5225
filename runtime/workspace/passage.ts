// How lines of one commit became lines of another: renames and hunks, as git tells them.

import { diff, namesBetween, pathOf } from './changes.ts';

/** `lost` lines from `from` on became `got` lines from `to` on. Without lost lines it is an insertion behind `from`. */
export type Hunk = { from: number; lost: number; to: number; got: number };

export type Passage = {
  /** Old path → new path. */
  renames: ReadonlyMap<string, string>;
  /** By new path; a file without hunks has the lines that it had. */
  hunks: ReadonlyMap<string, readonly Hunk[]>;
};

const FORMAT = ['--patch', '--unified=0', '--inter-hunk-context=0', '--src-prefix=a/', '--dst-prefix=b/', '--end-of-options'];

export async function passageBetween(gitDir: string, from: string, to: string, signal?: AbortSignal): Promise<Passage> {
  if (from === to) return { renames: new Map(), hunks: new Map() };
  const { renames } = await namesBetween(gitDir, from, to, signal);
  return { renames, hunks: hunksIn(await diff(gitDir, [...FORMAT, from, to], signal)) };
}

/** Without lines of context no line of content begins with `@` or `d`, and the only `+++` before a hunk is the name. */
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
