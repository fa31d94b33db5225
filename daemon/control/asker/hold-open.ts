// The client's half of the proof: the file that the daemon named is held open while it looks.

import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import type { Challenge, Proof } from '../../../contracts/control.ts';
import { MusterError } from '../../../contracts/errors.ts';

export type Held = { proof: Proof; [Symbol.dispose](): void };

export function holdOpen({ file, path, dev, ino }: Challenge): Held {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stat = fstatSync(fd, { bigint: true });
  // By holding another file it would vouch for an order that is not its own.
  if (String(stat.dev) !== dev || String(stat.ino) !== ino) {
    closeSync(fd);
    throw new MusterError('home-unsafe', `${path} is not the file that the daemon made`, 'Another program is changing files in the home.');
  }
  return { proof: { file, pid: process.pid }, [Symbol.dispose]: () => closeSync(fd) };
}
