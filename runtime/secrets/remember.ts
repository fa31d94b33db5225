// Remembers, by their marks, the secrets that a daemon was started with.

import { writeDurably } from '../files.ts';
import { marksAt, withMarksOf } from './marks.ts';
import { hiderOf, secretValues } from './redact.ts';

export async function rememberSecrets(path: string, values: readonly string[]): Promise<void> {
  const known = marksAt(path);
  const all = withMarksOf(known, values);
  if (all !== known) await writeDurably(path, `${JSON.stringify(all)}\n`);
}

/** A hider for the secrets of this environment and all others that the home remembers. */
export async function rememberingHider(
  env: Readonly<Record<string, string | undefined>>,
  marks: string,
  onTrouble: (error: unknown) => void,
): Promise<(text: string) => string> {
  await rememberSecrets(marks, secretValues(env)).catch(onTrouble);
  return hiderOf(env, marks);
}
