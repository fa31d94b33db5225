// How a prompt travels: as an argument while it is short enough for every system, and beyond that as
// one sentence that names the file it is in.

import type { LaunchOrder } from '../provider.ts';

/** An argument may have 128 KiB on Linux; the rest is room for what a program makes of it. */
const LONGEST_ARGUMENT = 96 * 1024;

export function asArgument(prompt: LaunchOrder['prompt']): string {
  return Buffer.byteLength(prompt.text) <= LONGEST_ARGUMENT ? prompt.text : byFile(prompt);
}

export const byFile = ({ path }: LaunchOrder['prompt']): string =>
  `Your task is written in the file ${path} — read all of it, part by part if it is long, and carry it out exactly as it says.`;
