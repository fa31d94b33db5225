// The texts of skills, as installed with the program, and nonces that cannot be guessed.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const SKILLS = join(import.meta.dirname, '..', '..', '..', 'skills');

export const skillText = (folder: string): Promise<string> => readFile(join(SKILLS, folder, 'SKILL.md'), 'utf8');

export const freshNonce = (): string => randomBytes(12).toString('hex');
