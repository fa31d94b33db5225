// Why a path (or the glob of a search) cannot belong to the repository: its paths are relative and stay inside.

export function pathProblem(path: string): string | undefined {
  if (path.includes('\0')) return 'contains a NUL character';
  if (/^(\/|\\|~|[A-Za-z]:[\\/])/.test(path)) return 'is absolute; paths must be relative to the repository';
  if (/(^|[\\/])\.\.([\\/]|$)/.test(path))
    return leavesIt(path) ? 'leads outside the repository' : 'goes back by `..`; it must be written without';
  return undefined;
}

function leavesIt(path: string): boolean {
  let depth = 0;
  for (const part of path.split(/[\\/]+/)) {
    if (part === '..' && --depth < 0) return true;
    if (part !== '..' && part !== '.' && part !== '') depth++;
  }
  return false;
}
