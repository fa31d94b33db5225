// Why a path (or the glob of a search) cannot be one of the repository's own: those are relative, and stay inside.

export function pathProblem(path: string): string | undefined {
  if (path.includes('\0')) return 'holds a NUL character';
  if (/^(\/|\\|~|[A-Za-z]:[\\/])/.test(path)) return 'is absolute; evidence names paths relative to the repository';
  if (/(^|[\\/])\.\.([\\/]|$)/.test(path)) return 'leads out of the repository';
  return undefined;
}
