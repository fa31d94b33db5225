// Reads a small file of a repository or of its user, such as a config, HEAD or a ref. Synchronously: a capture reads a dozen of them one
// after the other, and asking another thread for each takes longer than reading all of them.

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** Undefined if it is larger, or not a file; throws if it cannot be opened. Links are followed, a pipe is not waited for. */
export function plainFile(path: string, atMost: number): Buffer | undefined {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const about = fstatSync(file);
    return about.isFile() && about.size <= atMost ? readFileSync(file) : undefined;
  } finally {
    closeSync(file);
  }
}
