// A run asks the house for a place, and waits for it in the order of asking.

import type { RunSight } from '../lead/effect.ts';
import type { HouseState } from '../lead/house-state.ts';
import { consentAhead } from './consent.ts';
import type { Workshop } from './workshop.ts';

export async function askAdmission(run: string, shop: Workshop): Promise<RunSight> {
  const missing = await consentAhead(run, shop);
  if (missing) return missing;
  const { house } = shop;
  await house.ask(run);
  const state = house.state();
  return state.active.includes(run) ? { kind: 'admitted' } : { kind: 'queued', waitsFor: waitsFor(state) };
}

export async function awaitAdmission(run: string, { house }: Workshop, signal: AbortSignal): Promise<RunSight> {
  await house.ask(run);
  await house.until((state) => (state.active.includes(run) ? true : undefined), signal);
  return { kind: 'admitted' };
}

const waitsFor = (state: HouseState): string =>
  `a place: ${state.active.length} of ${state.maxConcurrentRuns} runs are at work${state.waiting.length > 1 ? `, ${state.waiting.length - 1} wait before it` : ''}`;
