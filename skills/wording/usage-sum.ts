// The total usage of several attempts. If a value is unknown in one of them, its total is unknown, too.

import type { Usage } from '../../contracts/usage.ts';

export function addUsage(a: Usage, b: Usage): Usage {
  const sum = (x: number | null, y: number | null) => (x === null || y === null ? null : x + y);
  return {
    source: weaker(a.source, b.source),
    input: sum(a.input, b.input),
    output: sum(a.output, b.output),
    cached: sum(a.cached, b.cached),
    reasoning: sum(a.reasoning, b.reasoning),
    usd: sum(a.usd, b.usd),
    turns: sum(a.turns, b.turns),
    toolCalls: sum(a.toolCalls, b.toolCalls),
  };
}

const STRENGTH = ['none', 'reported', 'estimated', 'unavailable'] as const satisfies readonly Usage['source'][];

/** A sum is only as reliable as its least reliable part. */
function weaker(a: Usage['source'], b: Usage['source']): Usage['source'] {
  return STRENGTH.indexOf(a) >= STRENGTH.indexOf(b) ? a : b;
}

/** The usage that the program reported, or else the estimate. */
export const knownUsage = ({ usage, estimate }: { usage: Usage | null; estimate: Usage | null }): Usage | null =>
  usage?.source === 'unavailable' && estimate !== null ? estimate : usage;
