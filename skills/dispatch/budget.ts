// What a run may cost, as a part of its ceiling: a share is reserved when an attempt starts and settled when it ends.
// Where a provider tells no price, tokens stand in for money; what is not known at all is counted as reserved.

import type { Usage } from '../../contracts/usage.ts';

export type Ceiling = { usd?: number | undefined; tokens?: number | undefined };

/** A paid attempt: what it reserved, and what it cost once it has ended. */
export type Spending = { share: number; ended: boolean; usage: Usage | null };

export type Room =
  /** It costs nothing, or the run has no ceiling. */
  | { kind: 'free' }
  | { kind: 'room'; share: number }
  /** What is left is reserved by attempts that still work. */
  | { kind: 'reserved' }
  | { kind: 'spent' };

/** Tokens per dollar if the price is unknown: more expensive than most models, input and output together. */
export const TOKENS_PER_USD = 400_000;
/** With less than this left nothing useful can be asked. */
const LEAST_SHARE = 0.02;

/** The part of the ceiling that one usage used up; undefined if nothing is known about it. */
export function partOf({ usd, tokens }: Ceiling, usage: Usage): number | undefined {
  const counted = usage.input === null && usage.output === null ? undefined : (usage.input ?? 0) + (usage.output ?? 0);
  // A price of nothing for tokens that were used is no price.
  const priced = usage.usd !== null && (usage.usd > 0 || counted === 0) ? usage.usd : undefined;
  const parts: number[] = [];
  if (usd !== undefined && priced !== undefined) parts.push(priced / usd);
  else if (usd !== undefined && counted !== undefined) parts.push(counted / (usd * TOKENS_PER_USD));
  if (tokens !== undefined && counted !== undefined) parts.push(counted / tokens);
  return parts.length === 0 ? undefined : Math.max(...parts);
}

/** Room for one more attempt, where `waiting` of them (this one among them) want to start. */
export function roomFor(ceiling: Ceiling, spendings: readonly Spending[], waiting: number): Room {
  if (ceiling.usd === undefined && ceiling.tokens === undefined) return { kind: 'free' };
  let used = 0;
  let reserved = 0;
  for (const { share, ended, usage } of spendings) {
    if (!ended) reserved += share;
    else used += usage ? (partOf(ceiling, usage) ?? share) : share;
  }
  if (used > 1 - LEAST_SHARE) return { kind: 'spent' };
  const left = 1 - used - reserved;
  if (left < LEAST_SHARE) return { kind: 'reserved' };
  return { kind: 'room', share: left / Math.max(1, waiting) };
}
