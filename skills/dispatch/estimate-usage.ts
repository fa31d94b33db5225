// Estimates the usage of an attempt whose program reported none, from the length of prompt and answer. It is marked as an estimate
// wherever it is shown.

import { USAGE_UNAVAILABLE, type Usage } from '../../contracts/usage.ts';

const BYTES_A_TOKEN = 4;
/** A coding agent resends its whole conversation with every tool call; this is a typical number of turns. */
const TURNS = 12;

export function estimateUsage({ prompt, printed, turns }: { prompt: number; printed: number; turns: number | null }): Usage {
  const asked = Math.ceil(prompt / BYTES_A_TOKEN);
  const output = Math.ceil(printed / BYTES_A_TOKEN);
  const input = (asked + output / 2) * Math.max(1, turns ?? TURNS);
  return { ...USAGE_UNAVAILABLE, source: 'estimated', input: Math.ceil(input), output, turns };
}
