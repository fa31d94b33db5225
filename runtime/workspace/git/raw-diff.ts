// Parses git's raw diff records with NUL between the fields, the one diff format in which no name is quoted and nothing has to be
// guessed. If several commits are listed, their ids stand between the records.

export type RawChange = {
  /** A, M, D, T (type), R (rename) or C (copy). */
  status: string;
  /** The old path; for an addition, the same as `path`. */
  oldPath: string;
  path: string;
  oldMode: string;
  mode: string;
  oldObject: string;
  object: string;
};

export type RawCommit = { commit: string; changes: RawChange[] };

/** Records before the first commit id (all of them, in a plain diff) are listed under the commit ''. */
export function parseRawDiff(output: Buffer, names: 'utf8' | 'latin1' = 'utf8'): RawCommit[] {
  const fields = output.toString(names).split('\0');
  let open: RawCommit = { commit: '', changes: [] };
  const commits = [open];
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at] ?? '';
    const [, oldMode, mode, oldObject, object, status] = /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*$/.exec(field) ?? [];
    if (oldMode && mode && oldObject && object && status) {
      const oldPath = fields[++at] ?? '';
      const path = status === 'R' || status === 'C' ? (fields[++at] ?? '') : oldPath;
      open.changes.push({ status, oldPath, path, oldMode, mode, oldObject, object });
    } else if (/^[0-9a-f]{40,64}$/.test(field)) {
      open = { commit: field, changes: [] };
      commits.push(open);
    }
  }
  return commits;
}
