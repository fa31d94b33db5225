// The client's half of the proof: it holds open the file that the daemon named while the daemon checks.

import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import type { Challenge, Proof } from '../../../contracts/control.ts';
import { MusterError } from '../../../contracts/errors.ts';

export type HeldFile = { proof: Proof; [Symbol.dispose](): void };

export function holdOpen({ file, path, dev, ino }: Challenge): HeldFile {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stat = fstatSync(fd, { bigint: true });
  // If it held a different file, it could vouch for somebody else's request.
  if (String(stat.dev) !== dev || String(stat.ino) !== ino) {
    closeSync(fd);
    throw new MusterError('home-unsafe', `${path} is not the file that the daemon made`, 'Another program is changing files in the home.');
  }
  return { proof: { file, pid: process.pid }, [Symbol.dispose]: () => closeSync(fd) };
}
