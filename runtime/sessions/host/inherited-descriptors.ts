// Closes descriptors that the parent process left open for all of its children. A host that runs for hours would keep them open
// that long (a pipe of someone else that never ends), and every start of a worker would have to close them.

import { closeSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { rethrowShortage } from '../../shortage.ts';

const INFO = '/proc/self/fdinfo';
const STANDARD = 2;
/**
 * `O_CLOEXEC`: set on everything that this process opened itself, and not on what it inherited, except on the lowest descriptors,
 * where Node sets it.
 */
const CLOSES_ON_EXEC = 0o2000000;

/** Returns how many there were. Call it before anything is opened or started that is to be inherited. */
export function closeInheritedDescriptors(): number {
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
    // It was the descriptor of the listing itself.
    rethrowShortage(error);
    return false;
  }
}
