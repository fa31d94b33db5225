// What a template asks a person before a phase is over: all its gates at once, and each must be approved. What is
// shown is what the phase brought, so an answer to an earlier state of it does not count.

import type { Gate } from '../../../contracts/run/gate.ts';
import type { Carried, RunEvent } from '../../../contracts/run/run-event.ts';
import type { Instant } from '../../../contracts/time.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import type { GateState } from '../../../skills/run/gate-state.ts';
import { openGate } from '../../../skills/run/gates.ts';
import { dispatchId } from '../../../skills/run/settled.ts';
import { type PhaseState, type RunState, standing } from '../../../skills/run/state.ts';

/** The end of a phase as its rules want it, or what its gates make of it. */
export function throughGates(state: RunState, { template }: PhaseState, end: RunEvent[], at: Instant): RunEvent[] {
  const { key, gates = [] } = template;
  if (gates.length === 0) return end;
  const shown = shownBy(state, key);
  const asked = gates.map(({ name }) => newest(state, key, name, shown));
  const open = gates.filter((_, n) => asked[n] === undefined);
  if (open.length > 0) return open.flatMap((gate, n) => opened(state, template, gate, shown, at, n));
  const changes = asked.find((it) => it?.answer === 'request-changes');
  if (changes) return doneAgain(state, key, changes);
  return asked.every((it) => it?.answer === 'approve') ? end : [];
}

const newest = (state: RunState, phase: string, name: string, shown: string): GateState | undefined =>
  state.gates.findLast((it) => it.gate.phase === phase && isNamed(it.gate, name) && it.gate.shown === shown);

const isNamed = ({ about }: Gate, name: string): boolean => about.kind === 'phase' && about.name === name;

function opened(
  state: RunState,
  { key, kind }: PhaseState['template'],
  { name, asks }: { name: string; asks: string },
  shown: string,
  at: Instant,
  nth: number,
): RunEvent[] {
  const why = `the template asks this when its phase \`${key}\` is done`;
  const offers: Gate['offers'] = [
    { answer: 'approve', does: 'lets the run go on' },
    ...(kind === 'fan-out'
      ? [{ answer: 'request-changes' as const, does: 'has the phase done again, with your comment (-m) in the prompts' }]
      : []),
    { answer: 'reject', does: 'ends the run, as rejected' },
    { answer: 'abort', does: 'ends the run' },
  ];
  const gate = openGate(state, { phase: key, about: { kind: 'phase', name }, asks, why, offers, shown }, at, nth);
  if (state.created.task.approvals === 'ask' || gate.type !== 'gate.opened') return [gate];
  const { id } = gate.payload.gate;
  return [gate, { type: 'gate.answered', payload: { gate: id, answer: 'approve', shown, comment: 'the task says `approvals: auto`' } }];
}

/** Everything that the phase brought, by digest. */
function shownBy(state: RunState, phase: string): string {
  const results = standing(state).filter((it) => it.phase === phase);
  return digestOfJson([phase, results.map(({ id, accepted }) => [id, accepted?.digest ?? null])]);
}

/** A person asked for changes: everybody works once more, and has the comment. */
function doneAgain(state: RunState, phase: string, { comment }: GateState): RunEvent[] {
  const changes: Carried = { from: 'person', title: 'Changes that a person asked for', text: comment ?? '' };
  return standing(state)
    .filter((it) => it.phase === phase)
    .map(({ id, pass, round, seat, role, skill, findings, carries }, n) => ({
      type: 'dispatch.prepared',
      payload: {
        dispatch: dispatchId(state, n),
        phase,
        pass: pass + 1,
        round,
        seat,
        role,
        skill,
        findings,
        carries: [...carries, changes],
        supersedes: id,
      },
    }));
}
