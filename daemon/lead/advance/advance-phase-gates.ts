// The gates that a template puts at the end of a phase: all are opened at once, and each must be approved.
// An answer is bound to the results that the gate showed, so an answer about earlier results does not count.

import type { Gate } from '../../../contracts/run/gate.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import type { AnyTurn, Phase } from '../../../skills/phases/phase.ts';
import { asRunEvents } from '../../../skills/phases/turns.ts';
import type { GateState } from '../../../skills/run/gates/gate-state.ts';
import { openGate } from '../../../skills/run/gates/gates.ts';
import { type RunState, standing } from '../../../skills/run/state.ts';

/** The events that end a phase, or what its gates require instead. */
export function openPhaseGates(kind: Phase, turn: AnyTurn, end: RunEvent[]): RunEvent[] {
  const { run, key, phase } = turn;
  const { gates = [] } = phase.template;
  if (gates.length === 0) return end;
  const shown = shownBy(run, key);
  const asked = gates.map(({ name }) => newest(run, key, name, shown));
  const open = gates.filter((_, n) => asked[n] === undefined);
  if (open.length > 0) return open.flatMap((gate, n) => opened(kind, turn, gate, shown, n));
  const changes = asked.find((it) => it?.answer === 'request-changes');
  if (changes) return asRunEvents(kind.again?.(turn, changes.comment ?? '') ?? []);
  return asked.every((it) => it?.answer === 'approve') ? end : [];
}

const newest = (state: RunState, phase: string, name: string, shown: string): GateState | undefined =>
  state.gates.findLast((it) => it.gate.phase === phase && isNamed(it.gate, name) && it.gate.shown === shown);

const isNamed = ({ about }: Gate, name: string): boolean => about.kind === 'phase' && about.name === name;

function opened(
  kind: Phase,
  { run, key, at }: AnyTurn,
  { name, asks }: { name: string; asks: string },
  shown: string,
  nth: number,
): RunEvent[] {
  const why = `the task type asks this after its phase \`${key}\``;
  const offers: Gate['offers'] = [
    { answer: 'approve', does: 'continues the run' },
    ...(kind.again ? [{ answer: 'request-changes' as const, does: 'repeats the phase, with your comment (-m) in the prompts' }] : []),
    { answer: 'reject', does: 'ends the run as rejected' },
    { answer: 'abort', does: 'ends the run' },
  ];
  const gate = openGate(run, { phase: key, about: { kind: 'phase', name }, asks, why, offers, shown }, at, nth);
  if (run.created.task.approvals === 'ask' || gate.type !== 'gate.opened') return [gate];
  const { id } = gate.payload.gate;
  return [gate, { type: 'gate.answered', payload: { gate: id, answer: 'approve', shown, comment: 'the task says `approvals: auto`' } }];
}

/** A digest of all results of the phase. */
function shownBy(state: RunState, phase: string): string {
  const results = standing(state).filter((it) => it.phase === phase);
  return digestOfJson([phase, results.map(({ id, accepted }) => [id, accepted?.digest ?? null])]);
}
