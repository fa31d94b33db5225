// The results of a complete bench, as stored in bench/results.json.

import { availableParallelism, cpus, loadavg, platform } from 'node:os';
import type { Goal, Row } from '../support/row.ts';

export type Machine = {
  cores: number;
  cpu: string;
  system: string;
  node: string;
  loadBefore: number;
  loadAfter: number;
  at: string;
  seconds: number;
};
/** `seconds`: how long each file took, to see where the time of a bench goes. */
export type Results = { machine: Machine; seconds?: Record<string, number>; rows: Row[] };

export function machineNow(begun: { at: number; load: number }): Machine {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    system: platform(),
    node: process.version,
    loadBefore: begun.load,
    loadAfter: load(),
    at: new Date(begun.at).toISOString(),
    seconds: Math.round((Date.now() - begun.at) / 1000),
  };
}

/** The load average of the last minute. */
export const load = (): number => Math.round((loadavg()[0] ?? 0) * 100) / 100;

export const goalText = ({ goals }: Row): string =>
  goals
    .map((it) => `${goals.length > 1 ? `${it.what} ` : ''}${'atMost' in it ? `≤ ${figure(it.atMost, it)}` : `≥ ${figure(it.atLeast, it)}`}`)
    .join(', ');

/** `met`, or what was missed, by name if there is more than one goal. */
export function verdictOf({ goals }: Row): string {
  if (goals.length === 0) return 'not measured';
  const missed = goals.filter((it) => !('atMost' in it ? it.is <= it.atMost : it.is >= it.atLeast));
  if (missed.length === 0) return 'met';
  return goals.length === 1 ? 'missed' : `missed: ${missed.map((it) => it.what).join(', ')}`;
}

const figure = (it: number, { unit }: Goal): string => (unit === '/s' ? `${it}/s` : `${it} ${unit}`.trim());
