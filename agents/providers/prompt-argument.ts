// How a prompt is passed: as an argument if it is short enough for every system, otherwise as one sentence that names its file.

import type { LaunchOrder } from '../provider.ts';

/** Linux allows 128 KiB for an argument; the rest is reserve for what a program adds to it. */
const LONGEST_ARGUMENT = 96 * 1024;

export function promptArgument(prompt: LaunchOrder['prompt']): string {
  return Buffer.byteLength(prompt.text) <= LONGEST_ARGUMENT ? prompt.text : promptFileSentence(prompt);
}

export const promptFileSentence = ({ path }: LaunchOrder['prompt']): string =>
  `Your task is written in the file ${path} — read all of it, part by part if it is long, and carry it out exactly as it says.`;
