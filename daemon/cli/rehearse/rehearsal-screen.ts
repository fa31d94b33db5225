// The outcome of a rehearsal: the phases, every prompt with its size, and the time and cost to expect from earlier runs. Pure.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { bytes, count, duration, grouped, listed, money } from '../../../skills/wording/numbers.ts';
import { oneLine } from '../../../skills/wording/plain-text.ts';
import type { PlanPreview } from '../before/preview-plan.ts';
import type { Earlier } from '../named/earlier-runs.ts';
import { beside, clip, columns, joinedLines, wrap } from '../screens/lines/layout.ts';
import { paintFor, type Screen } from '../screens/lines/paint.ts';
import type { EarlierFindings } from './earlier-findings.ts';

type RehearsedPrompt = { seat: string; agent: string; phase: string; round: number; bytes: number; paid: boolean };

export type Rehearsal = {
  title: string;
  outcome: string;
  reason: string;
  message: string;
  waitsFor: string | null;
  phases: { key: string; kind: string; state: string; reason: string | null }[];
  prompts: RehearsedPrompt[];
  /** Prompts to agents that would be paid. */
  paid: { prompts: number; bytes: number; tokens: number };
  findings: number;
  /** The run whose findings were reused; null if there was none. */
  earlierRun: string | null;
  /** Agents that the real run would ask but that cannot work now, with the reason. */
  missing: { seat: string; why: string }[];
  estimate: Earlier[];
};

/** A rough estimate for English and code. */
const BYTES_PER_TOKEN = 4;

export function rehearsalOf(
  view: RunView,
  { seats, earlier }: PlanPreview,
  receivers: readonly string[],
  known: EarlierFindings,
): Rehearsal {
  const agents = new Map(view.seats.map((it) => [it.name, it.agent]));
  // By the real agents, not by their stand-ins.
  const free = new Set(seats.filter(({ agent }) => agent.provider === 'builtin').map(({ agent }) => agent.name));
  const prompts = view.dispatches.flatMap(({ seat, phase, round, prompt }): RehearsedPrompt[] => {
    const agent = agents.get(seat) ?? seat;
    return prompt === null ? [] : [{ seat, agent, phase, round, bytes: prompt.bytes, paid: !free.has(agent) }];
  });
  const paid = prompts.filter((it) => it.paid);
  const sum = paid.reduce((all, it) => all + it.bytes, 0);
  return {
    title: view.task.title,
    outcome: view.outcome ?? view.status,
    reason: view.reason ?? '',
    message: view.message,
    waitsFor: view.waitsFor,
    phases: view.phases.map(({ key, kind, state, reason }) => ({ key, kind, state, reason })),
    prompts,
    paid: { prompts: paid.length, bytes: sum, tokens: Math.ceil(sum / BYTES_PER_TOKEN) },
    findings: view.findings.length,
    earlierRun: known.run,
    missing: seats.flatMap(({ seat, agent }) => (agent.why === null ? [] : [{ seat, why: agent.why }])),
    estimate: earlier.filter((it) => receivers.includes(it.provider)),
  };
}

const LABEL = 11;

export function rehearsalScreen(it: Rehearsal, { color, width, ends }: Screen): string {
  const paint = paintFor(color);
  const part = (label: string, texts: readonly string[]) =>
    beside(
      label,
      texts.filter((one) => one !== '').flatMap((one) => wrap(oneLine(one), width - LABEL)),
      LABEL,
      paint.bold,
    );
  const rows = it.prompts.map(({ seat, phase, round, bytes: size, paid }) => [
    `  ${seat}`,
    round > 0 ? `${phase}, round ${round}` : phase,
    bytes(size),
    paid ? '' : 'free',
  ]);
  const given = it.earlierRun === null ? 'no earlier run, so no findings' : `with the findings of ${it.earlierRun}`;
  return joinedLines(ends, [
    paint.bold('Rehearsal: nothing paid was started'),
    ...wrap(oneLine(it.title), width),
    '',
    ...part('Ended', [
      `${it.outcome}${it.reason === '' || it.reason === 'done' ? '' : `, ${it.reason}: ${it.message}`}`,
      it.waitsFor ?? '',
    ]),
    ...part('Played', [`${given}; ${count(it.findings, 'finding')} in the report`]),
    ...part('Phases', [listed(it.phases.map(({ key, state, reason }) => `${key} ${state}${reason ? ` (${reason})` : ''}`))]),
    ...part('Prompts', [
      it.paid.prompts === 0
        ? 'no paid agent takes part'
        : `${count(it.paid.prompts, 'prompt')} to paid agents, ${bytes(it.paid.bytes)}, about ${grouped(it.paid.tokens)} tokens before they read anything`,
    ]),
    ...part('Expect', it.estimate.length === 0 && it.paid.prompts > 0 ? ['unknown: no earlier run to go by'] : it.estimate.map(expected)),
    ...it.missing.flatMap(({ seat, why }) => wrap(`${seat} cannot work now: ${oneLine(why)}`, width).map(paint.red)),
    '',
    ...columns(width, rows).map((row) => clip(row.join(''), width).trimEnd()),
  ]);
}

function expected({ provider, runs, ms, tokens, usd }: Earlier): string {
  if (runs === 0) return `${provider}: unknown, no earlier run to go by`;
  const parts = [ms === null ? '' : duration(ms), tokens === null ? '' : `${grouped(tokens)} tokens`, usd === null ? '' : money(usd)];
  return `${provider}: ${listed(parts.filter((it) => it !== ''))}, the median of ${count(runs, 'earlier run')}`;
}
