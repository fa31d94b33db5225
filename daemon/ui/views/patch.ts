// Parses git's patch output into files and lines with their numbers on both sides. Pure.

import { unquoted } from '../../../runtime/workspace/git/quoting.ts';

export type PatchLine = { kind: 'same' | 'added' | 'removed' | 'gap'; old: number | null; now: number | null; text: string };
export type FileChange = { path: string; from: string | null; added: number; removed: number; note: string | null; lines: PatchLine[] };

export function parsePatch(text: string): FileChange[] {
  const files: FileChange[] = [];
  let file: FileChange | undefined;
  let old = 0;
  let now = 0;
  let inside = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('diff --git ')) {
      file = { path: pathIn(line), from: null, added: 0, removed: 0, note: null, lines: [] };
      files.push(file);
      inside = false;
      continue;
    }
    if (!file) continue;
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)$/.exec(line);
    if (hunk) {
      old = Number(hunk[1]);
      now = Number(hunk[2]);
      inside = true;
      file.lines.push({ kind: 'gap', old: null, now: null, text: hunk[3] ?? '' });
    } else if (!inside) header(line, file);
    else if (line.startsWith('+')) {
      file.added++;
      file.lines.push({ kind: 'added', old: null, now: now++, text: changedText(line) });
    } else if (line.startsWith('-')) {
      file.removed++;
      file.lines.push({ kind: 'removed', old: old++, now: null, text: changedText(line) });
    } else if (line.startsWith(' '))
      file.lines.push({ kind: 'same', old: old++, now: now++, text: line.slice(1).replace(/\r$/, '').replaceAll('\r', RETURN) });
  }
  return files;
}

/** Shown for a carriage return, which would end the line on a page. */
const RETURN = '␍';

/** Carriage returns are shown because they are part of the change. */
const changedText = (line: string): string => line.slice(1).replaceAll('\r', RETURN);

function header(line: string, file: FileChange): void {
  if (/^\+\+\+ "?b\//.test(line)) file.path = nameIn(line.slice('+++ '.length).replace(/\t$/, '')).slice('b/'.length);
  else if (line.startsWith('rename from ')) file.from = nameIn(line.slice('rename from '.length));
  else if (line.startsWith('rename to ')) file.path = nameIn(line.slice('rename to '.length));
  else if (line.startsWith('new mode ')) file.note = `mode ${line.slice('new mode '.length)}`;
  else if (line.startsWith('new file')) file.note = 'new';
  else if (line.startsWith('deleted file')) file.note = 'deleted';
  else if (line.startsWith('Binary files')) file.note = 'binary';
}

/** Git quotes a name with a quote, a backslash or a non-ASCII character. */
const nameIn = (text: string): string => (text.startsWith('"') ? unquoted(text) : text);

/** Used if no other line names the file: both names are the same, so the second half is one of them. */
function pathIn(line: string): string {
  const names = line.slice('diff --git '.length);
  const half = nameIn(names.slice((names.length + 1) / 2));
  return half.startsWith('b/') ? half.slice(2) : names;
}
