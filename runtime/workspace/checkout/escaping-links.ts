// Whether a symbolic link points out of its tree. Pure. A worker that writes through such a link would change files that are not
// its own, perhaps the very project that the checkout protects.

/** `path` is the link's own path, `target` what it contains. */
export function escapes(path: string, target: string): boolean {
  if (target.startsWith('/') || target === '') return true;
  const depth = path.split('/').length - 1;
  const steps = target.split('/').filter((step) => step !== '' && step !== '.');
  const down = steps.findIndex((step) => step !== '..');
  const up = down < 0 ? steps.length : down;
  // After descending, `..` may start from wherever another link led, so only a target without that can be judged.
  return up > depth || steps.slice(up).includes('..');
}
