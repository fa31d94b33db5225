// Shared by the parts of the checker: a place to report differences, and reading files without trusting what they are.

import { readdirSync, readFileSync } from 'node:fs';
import { type Json, sha256 } from './canonical.ts';

/** One difference, in one line. */
export type Say = (line: string) => void;

export function bytesAt(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

export const textAt = (path: string): string | undefined => bytesAt(path)?.toString('utf8');

export function digestAt(path: string): string | undefined {
  const bytes = bytesAt(path);
  return bytes && sha256(bytes);
}

export function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** In order; none when there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** What a writer that was killed leaves beside the place it wrote to: it was never there for anybody. */
export const isDraft = (name: string): boolean => name.startsWith('.') && name.endsWith('.tmp');
