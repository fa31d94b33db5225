// The texts of skills, as installed with the program, and nonces that cannot be guessed.

import { randomBytes } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const SKILLS = join(import.meta.dirname, '..', '..', '..', 'skills');

const known = new Map<string, Promise<string>>();

/** Read once, as the modules of this process are: every prompt of a run asks for it. */
export function skillText(folder: string): Promise<string> {
  const text = known.get(folder) ?? readFile(join(SKILLS, folder, 'SKILL.md'), 'utf8');
  known.set(folder, text);
  text.catch(() => known.delete(folder));
  return text;
}

/** All of them, before another version of this program may stand in their place. */
export async function readSkills(): Promise<void> {
  for await (const it of glob(join('**', 'SKILL.md'), { cwd: SKILLS })) await skillText(dirname(it));
}

export const freshNonce = (): string => randomBytes(12).toString('hex');
