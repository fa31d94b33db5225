// Does a symbolic link of a tree stay in the tree? Pure. A worker that writes through one that does not would
// change files that are none of its own, perhaps the very project that the checkout is to protect.

/** `path` is where the link stands, `target` what it says. */
export function escapes(path: string, target: string): boolean {
  if (target.startsWith('/') || target === '') return true;
  const depth = path.split('/').length - 1;
  const steps = target.split('/').filter((step) => step !== '' && step !== '.');
  const down = steps.findIndex((step) => step !== '..');
  const up = down < 0 ? steps.length : down;
  // After going down, `..` may start from wherever another link led: only a target without that can be judged.
  return up > depth || steps.slice(up).includes('..');
}
