// Assembles a phase at one moment: its own state and what the run shares.

import type { SharedEvent } from '../../contracts/run/run-event.ts';
import type { PhaseTemplate } from '../../contracts/task/template.ts';
import type { Instant } from '../../contracts/time.ts';
import { type Contribution, type Contributions, contributionsOf as together } from '../run/contributions.ts';
import { freshPhase, type Memory, type PhaseState, type RunState } from '../run/state.ts';
import type { RunEvent } from './events.ts';
import type { AnyTurn, Phase } from './phase.ts';
import { phaseOf, phaseOfEvent } from './table.ts';

/** Findings that no phase of the template examines are still grouped and reported, by this one. */
const UNEXAMINED: PhaseTemplate = { key: 'unexamined', kind: 'convergence' };

export function turnOf(run: RunState, phase: PhaseState, at: Instant): { kind: Phase; turn: AnyTurn } {
  const kind = phaseOf(phase.template);
  const { key } = phase.template;
  const own = run.memory[key]?.own ?? kind.empty;
  return { kind, turn: { run, contributions: contributionsTo(run), key, phase, template: phase.template, own, at } };
}

export const unexaminedTurn = (run: RunState, at: Instant): { kind: Phase; turn: AnyTurn } => turnOf(run, freshPhase(UNEXAMINED), at);

const kept = new WeakMap<RunState['memory'], Contributions>();

/** What the phases have contributed so far. */
export function contributionsTo({ memory, phases }: RunState): Contributions {
  const known = kept.get(memory);
  if (known) return known;
  const order = [...new Set([...phases.map((it) => it.template.key), ...Object.keys(memory)])];
  const given: Contribution[] = [];
  const before: Contribution[] = [];
  for (const key of order) {
    const it = memory[key];
    if (!it) continue;
    const gives = phaseOf({ kind: it.kind, key }).gives;
    if (!gives) continue;
    given.push(gives(it.own, key));
    before.push(...it.past.map((own) => gives(own, key)));
  }
  const contributions = together(given, before);
  kept.set(memory, contributions);
  return contributions;
}

/** Applies an event of a phase to that phase's state; undefined if it is an event of every run. */
export function evolveMemory(run: RunState, event: RunEvent): RunState | undefined {
  const kind = phaseOfEvent(event.type);
  if (!kind) return undefined;
  const { phase: key } = event.payload as { phase: string };
  return remembering(run, key, kind, (own) => kind.evolve(own, event as { type: string; payload: unknown }, run));
}

/** Informs the phase of a dispatch that was replaced. */
export function replaceDispatch(run: RunState, { phase: key, before, by }: { phase: string; before: string; by: string }): RunState {
  const memory = run.memory[key];
  const kind = memory && phaseOf({ kind: memory.kind, key });
  return kind?.replaced ? remembering(run, key, kind, (own) => kind.replaced?.(own, before, by)) : run;
}

/** A phase that starts again forgets its previous pass; names that it gave stay reserved. */
export function forgetPass(memory: RunState['memory'], key: string): RunState['memory'] {
  const it = memory[key];
  return it ? { ...memory, [key]: { ...it, own: phaseOf({ kind: it.kind, key }).empty, past: [...it.past, it.own] } } : memory;
}

/** Whether it keeps its state. */
export const continues = ({ phases }: Pick<RunState, 'phases'>, key: string): boolean =>
  phases.some(({ template }) => template.key === key && phaseOf(template).continues === true);

function remembering(run: RunState, key: string, kind: Phase, change: (own: unknown) => unknown): RunState {
  const before: Memory = run.memory[key] ?? { kind: kind.kind, own: kind.empty, past: [] };
  return { ...run, memory: { ...run.memory, [key]: { ...before, own: change(before.own) } } };
}

/** Events of phases, typed as the run's: those that a phase may return are all in the union. */
export const asRunEvents = (events: readonly (SharedEvent | { type: string; payload: unknown })[]): RunEvent[] => events as RunEvent[];
