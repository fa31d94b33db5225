// The texts of skills, as installed with the program, and nonces that cannot be guessed.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const SKILLS = join(import.meta.dirname, '..', '..', '..', 'skills');

const known = new Map<string, Promise<string>>();

/** Read once, as the modules of this process are: every prompt of a run asks for it. */
export function skillText(folder: string): Promise<string> {
  const text = known.get(folder) ?? readFile(join(SKILLS, folder, 'SKILL.md'), 'utf8');
  known.set(folder, text);
  text.catch(() => known.delete(folder));
  return text;
}

export const freshNonce = (): string => randomBytes(12).toString('hex');
