// `muster stats`: the statistics as a screen. Pure.

import type { Usage } from '../../../contracts/usage.ts';
import { savedWords } from '../../../skills/reuse/saved-words.ts';
import { count, dateTime, duration, grouped, listed, money } from '../../../skills/wording/numbers.ts';
import type { Statistics } from '../acts/statistics.ts';
import { clip, columns, joinedLines } from './lines/layout.ts';
import { paintFor, type Screen } from './lines/paint.ts';

export function statsScreen(it: Statistics, { color, width, ends }: Screen): string {
  const paint = paintFor(color);
  if (it.runs === 0) return 'No runs yet. `muster demo` shows one.\n';
  const outcomes = Object.entries(it.outcomes).map(([status, n]) => `${n} ${status}`);
  const rows = columns(width, [
    ['agent', 'role', 'times', 'done', 'p50', 'p95', 'cost', 'failed'],
    ...it.agents.map((row) => [
      row.agent,
      row.role,
      String(row.dispatches),
      String(row.completed),
      duration(row.p50),
      duration(row.p95),
      costOf(row.usage),
      row.failures.map(({ reason, count: n }) => `${reason} ${n}`).join(', '),
    ]),
  ]);
  return joinedLines(ends, [
    `${paint.bold(count(it.runs, 'run'))} from ${it.from === null ? '' : dateTime(it.from)} to ${it.to === null ? '' : dateTime(it.to)}: ${listed(outcomes)}${it.degraded > 0 ? `; ${it.degraded} degraded` : ''}`,
    `Accepted to ended: p50 ${duration(it.p50)}, p95 ${duration(it.p95)}. Cost: ${costOf(it.usage)}`,
    ...(savedWords(it.reused) === '' ? [] : [`Reused: ${savedWords(it.reused)}`]),
    '',
    ...rows.map((row, at) => (at === 0 ? paint.dim : (line: string) => line)(clip(row.join(''), width).trimEnd())),
  ]);
}

/** Estimates are marked with `~`. What is unknown says so instead of showing 0. */
function costOf({ source, usd, input, output }: Usage): string {
  if (source === 'none') return 'free';
  const mark = source === 'estimated' ? '~' : '';
  if (usd !== null && usd > 0) return `${mark}${money(usd)}`;
  const tokens = input === null || output === null ? null : input + output;
  return tokens === null ? 'unknown' : `${mark}${grouped(tokens)} tokens`;
}
