// Keeps a run within its cost ceiling: a share is reserved when an attempt starts and settled when it ends. If a provider reports
// no price, tokens are counted instead; if it reports nothing, the reservation counts as spent.

import type { Usage } from '../../contracts/usage.ts';

export type Ceiling = { usd?: number | undefined; tokens?: number | undefined };

/** A paid attempt: what it reserved, and what it used once it has ended. */
export type Spending = { share: number; ended: boolean; usage: Usage | null };

export type Room =
  /** It costs nothing, or the run has no ceiling. */
  | { kind: 'free' }
  | { kind: 'room'; share: number }
  /** The rest is reserved by attempts that are still running. */
  | { kind: 'reserved' }
  | { kind: 'spent' };

/** Tokens per dollar if the price is unknown: more expensive than most models, input and output together. */
export const TOKENS_PER_USD = 400_000;
/** With less than this left, nothing useful can be asked. */
const LEAST_SHARE = 0.02;

/** The share of the ceiling that a usage consumed; undefined if nothing is known about it. */
export function partOf({ usd, tokens }: Ceiling, usage: Usage): number | undefined {
  const counted = usage.input === null && usage.output === null ? undefined : (usage.input ?? 0) + (usage.output ?? 0);
  // A price of zero for tokens that were used means that there is no price.
  const priced = usage.usd !== null && (usage.usd > 0 || counted === 0) ? usage.usd : undefined;
  const parts: number[] = [];
  if (usd !== undefined && priced !== undefined) parts.push(priced / usd);
  else if (usd !== undefined && counted !== undefined) parts.push(counted / (usd * TOKENS_PER_USD));
  if (tokens !== undefined && counted !== undefined) parts.push(counted / tokens);
  return parts.length === 0 ? undefined : Math.max(...parts);
}

/** What one more attempt may use when `waiting` attempts (including this one) want to start. */
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
