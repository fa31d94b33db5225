// The invariants of a simulated fleet by name, and what is checked for every message of the journal.

import type { Fence } from '../../../contracts/work/fence.ts';
import type { RunRecord } from '../../../skills/events.ts';
import { executedIn } from '../../../skills/phases/execution/memory.ts';
import { fencedPlace, fenceOf } from '../../../skills/run/fleet/stage-work.ts';
import { hasWritingWork } from '../../../skills/run/fleet/writing-work.ts';
import { dispatchOf, type RunState } from '../../../skills/run/state.ts';
import { headOf, workText } from './stage-work.ts';

export const FLEET_INVARIANTS = {
  'one-lead': 'of one epoch only the node that took it appends, and epochs go up by one',
  'one-holder': 'no two nodes hold the lease of one run at once',
  'nothing-lost': 'a commit that was acknowledged is in the journal once, on every node, with the same digests',
  'claims-apart': 'what one run has claimed no other gets',
  'fenced': 'a result counts only for the newest attempt, and an attempt that was given up for another is never heard as an answer',
  'no-second-writer':
    'a run with work that writes has one node; of its workers only executors are on hosts, and others begin again only when what was before has ended',
  'fence-first': 'an attempt at a stage is begun only when its fence was raised, after which no earlier one can hand anything in',
  'one-work': 'what is committed of a stage is the work of the attempt whose proposal was taken, whole, and no later attempt was begun',
  'host-asks': 'a host hands work over only when it has asked for the fence and heard of no newer one',
  'not-doubled': 'a worker of a host that works as it should is not begun again while the first one lives',
  'twice-at-most': 'a dispatch that reads is begun twice at most',
  'accepted-stays': 'what was accepted is not replaced, and can be read by every node',
  'late-is-told': 'a result that comes after its worker was given up is kept and told',
  'always-ends': 'when the faults are over, every run ends',
  'loops-go-on': 'nothing stops over anything but servers that do not answer',
  'same-journal': 'the same seed gives the same journal',
} as const;
export type FleetInvariant = keyof typeof FLEET_INVARIANTS;

export class BrokenFleetInvariant extends Error {
  readonly promise: FleetInvariant;

  constructor(promise: FleetInvariant, detail: string) {
    super(`${promise}: ${detail}`);
    this.promise = promise;
  }
}

export function holds(so: boolean, promise: FleetInvariant, detail: () => string): void {
  if (!so) throw new BrokenFleetInvariant(promise, detail());
}

export type Seen = {
  by: string;
  before: RunState | undefined;
  state: RunState;
  events: readonly RunRecord[];
  /** Whether a session is alive, and whether its machine was able to end it in time. */
  session(key: string): { alive: boolean; able: boolean };
  fence(place: string): Fence | undefined;
};

/** Checks one commit of a run when it reaches the journal. */
export function examine({ by, before, state, events, session, fence }: Seen): void {
  const [first] = events;
  const taken = events.find((it) => it.type === 'lead.taken');
  if (taken) {
    const { node, epoch } = taken.payload;
    holds(node === by, 'one-lead', () => `${by} wrote that ${node} leads`);
    holds(epoch === (before?.lead?.epoch ?? 0) + 1, 'one-lead', () => `epoch ${epoch} follows ${before?.lead?.epoch ?? 0}`);
    const other = before?.lead && before.lead.node !== node;
    holds(!other || !hasWritingWork(state), 'no-second-writer', () => `${node} took over a run whose workers may write`);
  } else if (first?.actor.kind === 'lead') {
    const lead = before?.lead?.node;
    holds(lead === by, 'one-lead', () => `${by} appended ${first.type} as lead, and ${lead} leads (epoch ${before?.lead?.epoch})`);
  }
  for (const event of events) examineEvent(event, { before: before ?? state, state, session, fence });
}

type Examined = { before: RunState; state: RunState } & Pick<Seen, 'session' | 'fence'>;

function examineEvent(event: RunRecord, { before, state, session, fence }: Examined): void {
  switch (event.type) {
    case 'attempt.starting': {
      const { dispatch, attempt } = event.payload;
      holds(attempt <= 2, 'twice-at-most', () => `${dispatch} begins attempt ${attempt}`);
      if (attempt === 1) return;
      const { alive, able } = session(`${dispatch}.${attempt - 1}`);
      // Work on a stage always has a separate workplace and a fence.
      const apart = !hasWritingWork(state) || dispatchOf(state, dispatch)?.role === 'executor';
      holds(
        !alive || (apart && !able),
        apart ? 'not-doubled' : 'no-second-writer',
        () => `${dispatch}.${attempt} begins, and the one before it lives`,
      );
      return;
    }
    case 'attempt.started': {
      const { dispatch, attempt, host, role } = event.payload;
      const executes = role === 'executor';
      holds(!host || !hasWritingWork(state) || executes, 'no-second-writer', () => `${dispatch}.${attempt} was given to ${host?.node}`);
      const it = executes ? stageWorkedOn(state, dispatch) : undefined;
      if (!it) return;
      const now = fence(fencedPlace(state.id, it));
      const own = fenceOf(state, dispatch, attempt);
      holds(
        now !== undefined && rank(now) >= rank(own),
        'fence-first',
        () => `${dispatch}.${attempt} began, and the fence is ${JSON.stringify(now)}`,
      );
      return;
    }
    case 'stage.sealed': {
      const { phase, stage, head } = event.payload;
      const it = dispatchOf(state, executedIn(state, phase).stages.find((one) => one.stage.id === stage)?.dispatch ?? '');
      const taken = it?.accepted?.attempt;
      const own = headOf(workText(`${it?.id}.${taken}`));
      holds(head.tree === own.tree, 'one-work', () => `what was committed of ${stage} is not the work of ${it?.id}.${taken}`);
      const later = it?.attempts.find((one) => one.n > (taken ?? 0) && one.startedAt !== null);
      holds(!later, 'one-work', () => `the work of ${it?.id}.${taken} was committed, and attempt ${later?.n} was begun`);
      return;
    }
    case 'result.accepted': {
      const { dispatch, attempt } = event.payload;
      // The result of an earlier attempt can make one that is about to start unnecessary.
      const later = dispatchOf(before, dispatch)?.attempts.find((it) => it.n > attempt && it.state !== 'starting');
      holds(!later, 'fenced', () => `${dispatch} took the result of attempt ${attempt}, and attempt ${later?.n} was begun`);
      return;
    }
    default:
  }
}

/** Computed independently of the rules under test. */
const rank = ({ epoch, dispatch, attempt }: Fence): number => epoch * 1e9 + dispatch * 1e3 + attempt;

function stageWorkedOn(state: RunState, dispatch: string): { phase: string; stage: string } | undefined {
  const phase = dispatchOf(state, dispatch)?.phase ?? '';
  const it = executedIn(state, phase).stages.find((one) => one.dispatch === dispatch);
  return it && { phase, stage: it.stage.id };
}
