// Descriptors that whoever started this process had left open for everything that it starts. A host that lives for hours would hold
// them open as long: somebody's pipe never ends. And each start of a worker would have to see to it that the worker does not get them.

import { closeSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { unlessShort } from '../../shortage.ts';

const INFO = '/proc/self/fdinfo';
const STANDARD = 2;
/** `O_CLOEXEC`: what this process opened itself has it, and what it was given has not, unless Node has seen to it: it does for the lowest. */
const CLOSES_ON_EXEC = 0o2000000;

/** To be called before anything is started or opened that is to be handed on. How many there were. */
export function closeStrays(): number {
  if (!existsSync(INFO)) return 0;
  const strays = readdirSync(INFO).map(Number).filter(isStray);
  strays.forEach(closeSync);
  return strays.length;
}

function isStray(descriptor: number): boolean {
  if (descriptor <= STANDARD) return false;
  try {
    const [, flags] = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`${INFO}/${descriptor}`, 'utf8')) ?? [];
    return flags !== undefined && (Number.parseInt(flags, 8) & CLOSES_ON_EXEC) === 0;
  } catch (error) {
    // It was the one by which the list was read.
    unlessShort(error);
    return false;
  }
}
