// Too few descriptors, processes or memory, here or on the whole machine. It passes, and it says nothing about what was
// to be done: a file that could not be opened is not absent, and a program that could not be started is not missing.

import { closeSync, openSync } from 'node:fs';
import { MusterError } from '../contracts/errors.ts';
import { codeOf } from './files.ts';

const CODES = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'ENOBUFS', 'out-of-resources']);

export const isShortage = (error: unknown): boolean => CODES.has(codeOf(error) ?? '');

export function shortage(what: string, cause: unknown): MusterError {
  return new MusterError(
    'out-of-resources',
    `${what}: ${cause instanceof Error ? cause.message : String(cause)}`,
    'It is tried again by itself. If it stays so: `ulimit -n` limits the open files of a process, `ulimit -u` the number of processes.',
    { cause },
  );
}

/** Throws EMFILE when there is no room for so many. For what would otherwise be left half done, or leak what it had got. */
export function requireDescriptors(count: number): void {
  const reserve: number[] = [];
  try {
    while (reserve.length < count) reserve.push(openSync('/dev/null', 'r'));
  } finally {
    reserve.forEach(closeSync);
  }
}

/** For code that can do without an unreadable file, for any reason but a shortage. */
export function unlessShort(error: unknown): undefined {
  if (isShortage(error)) throw error;
  return undefined;
}
