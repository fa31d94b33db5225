// Recognises errors that mean too few descriptors, processes or memory, in this process or on the machine. A shortage is temporary and
// says nothing about the operation: a file that could not be opened is not absent, and a program that could not be started is not missing.

import { closeSync, openSync } from 'node:fs';
import { MusterError } from '../contracts/errors.ts';
import { codeOf } from './files.ts';

const CODES = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'ENOBUFS', 'out-of-resources']);

export const isShortage = (error: unknown): boolean => CODES.has(codeOf(error) ?? '');

export function shortage(what: string, cause: unknown): MusterError {
  return new MusterError(
    'out-of-resources',
    `${what}: ${cause instanceof Error ? cause.message : String(cause)}`,
    'Muster retries by itself. If this persists: `ulimit -n` limits the open files of a process, `ulimit -u` the number of processes.',
    { cause },
  );
}

/** Throws EMFILE when fewer descriptors than that are free. For operations that would otherwise stop halfway or leak. */
export function requireDescriptors(count: number): void {
  const reserve: number[] = [];
  try {
    while (reserve.length < count) reserve.push(openSync('/dev/null', 'r'));
  } finally {
    reserve.forEach(closeSync);
  }
}

/** For code that can do without a file that is unreadable for any reason but a shortage. */
export function rethrowShortage(error: unknown): undefined {
  if (isShortage(error)) throw error;
  return undefined;
}
