// The task of a program that speaks ACP, read from its prompt: carrying out a stage of a plan, or reading.

import { inputsOf } from '../builtin/prompt.ts';
import { isLine, listIn, textIn } from '../providers/printed.ts';

export type AcpTask =
  /** It may change these files in its checkout, and use what this tool profile allows. */
  | { kind: 'stage'; files: readonly string[]; tools: readonly string[] }
  /** It looks at its checkout and answers. */
  | { kind: 'reading' };

/** A prompt that cannot be parsed permits only reading. */
export function acpTaskOf(prompt: string): AcpTask {
  let inputs: unknown;
  try {
    inputs = inputsOf(prompt);
  } catch {
    return { kind: 'reading' };
  }
  if (!isLine(inputs) || textIn(inputs, 'skill') !== 'execution') return { kind: 'reading' };
  const texts = (key: string) => listIn(inputs, key).filter((it) => typeof it === 'string');
  return { kind: 'stage', files: texts('files'), tools: texts('tools') };
}
