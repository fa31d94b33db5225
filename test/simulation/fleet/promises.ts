// What must hold in a simulated fleet, by name, and what is examined with every message of the journal.

import type { RunRecord } from '../../../skills/events.ts';
import { mayWrite } from '../../../skills/run/fleet/writing.ts';
import { dispatchOf, type RunState } from '../../../skills/run/state.ts';

export const PROMISES = {
  'one-lead': 'of one epoch only the node that took it appends, and epochs go up by one',
  'one-holder': 'no two nodes hold the lease of one run at once',
  'nothing-lost': 'a commit that was acknowledged is in the journal once, on every node, with the same digests',
  'claims-apart': 'what one run has claimed no other gets',
  'fenced': 'a result counts only for the newest attempt, and an attempt that was given up for another is never heard as an answer',
  'no-second-writer': 'work that may write is not given to another machine, and begins again only when what was before has ended',
  'not-doubled': 'a worker of a host that works as it should is not begun again while the first one lives',
  'twice-at-most': 'a dispatch that reads is begun twice at most',
  'accepted-stays': 'what was accepted is not replaced, and can be read by every node',
  'late-is-told': 'a result that comes after its worker was given up is kept and told',
  'always-ends': 'when the faults are over, every run ends',
  'loops-go-on': 'nothing stops over anything but servers that do not answer',
  'same-journal': 'the same seed gives the same journal',
} as const;
export type FleetPromise = keyof typeof PROMISES;

export class BrokenPromise extends Error {
  readonly promise: FleetPromise;

  constructor(promise: FleetPromise, detail: string) {
    super(`${promise}: ${detail}`);
    this.promise = promise;
  }
}

export function holds(so: boolean, promise: FleetPromise, detail: () => string): void {
  if (!so) throw new BrokenPromise(promise, detail());
}

export type Seen = {
  by: string;
  before: RunState | undefined;
  state: RunState;
  events: readonly RunRecord[];
  /** Whether a session lives, and whether its machine has been able to end it in time. */
  session(key: string): { alive: boolean; able: boolean };
};

/** One commit of a run, as it comes into the journal. */
export function examine({ by, before, state, events, session }: Seen): void {
  const [first] = events;
  const taken = events.find((it) => it.type === 'lead.taken');
  if (taken) {
    const { node, epoch } = taken.payload;
    holds(node === by, 'one-lead', () => `${by} wrote that ${node} leads`);
    holds(epoch === (before?.lead?.epoch ?? 0) + 1, 'one-lead', () => `epoch ${epoch} follows ${before?.lead?.epoch ?? 0}`);
    const other = before?.lead && before.lead.node !== node;
    holds(!other || !mayWrite(state), 'no-second-writer', () => `${node} took over a run whose workers may write`);
  } else if (first?.actor.kind === 'lead') {
    const lead = before?.lead?.node;
    holds(lead === by, 'one-lead', () => `${by} appended ${first.type} as lead, and ${lead} leads (epoch ${before?.lead?.epoch})`);
  }
  for (const event of events) examineEvent(event, { before: before ?? state, state, session });
}

function examineEvent(event: RunRecord, { before, state, session }: { before: RunState; state: RunState } & Pick<Seen, 'session'>): void {
  switch (event.type) {
    case 'attempt.starting': {
      const { dispatch, attempt } = event.payload;
      holds(attempt <= 2, 'twice-at-most', () => `${dispatch} begins attempt ${attempt}`);
      if (attempt === 1) return;
      const { alive, able } = session(`${dispatch}.${attempt - 1}`);
      const promise = mayWrite(state) ? 'no-second-writer' : 'not-doubled';
      holds(!alive || (!mayWrite(state) && !able), promise, () => `${dispatch}.${attempt} begins, and the one before it lives`);
      return;
    }
    case 'attempt.started': {
      const { dispatch, attempt, host } = event.payload;
      holds(!host || !mayWrite(state), 'no-second-writer', () => `${dispatch}.${attempt} was given to ${host?.node}`);
      return;
    }
    case 'result.accepted': {
      const { dispatch, attempt } = event.payload;
      // What an earlier one left may spare one that is about to start.
      const later = dispatchOf(before, dispatch)?.attempts.find((it) => it.n > attempt && it.state !== 'starting');
      holds(!later, 'fenced', () => `${dispatch} took the result of attempt ${attempt}, and attempt ${later?.n} was begun`);
      return;
    }
    default:
  }
}
