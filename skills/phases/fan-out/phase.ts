// Every seat of a role does the same thing once, without seeing the others.

import { cut } from '../../../contracts/cut.ts';
import type { Carried, SharedEvent } from '../../../contracts/run/run-event.ts';
import { Role, type Seat } from '../../../contracts/task/agent.ts';
import { exactText } from '../../../contracts/text.ts';
import { nearest } from '../../../runtime/text/nearest.ts';
import { takesPart } from '../../run/origin/taking-part.ts';
import { dispatchId, isSettled } from '../../run/settled-dispatch.ts';
import { standing } from '../../run/state.ts';
import { ended, type Phase, type PhaseFault, phase, type Turn } from '../phase.ts';
import { FINDERS, finders } from './finders.ts';

const fields = { role: Role, skill: exactText(100) };
type FanOutTurn = Turn<null, typeof fields>;

export const fanOut: Phase = phase({
  kind: 'fan-out',
  template: fields,
  makes: { artifact: 'findings', schema: 'findings@1' },
  role: ({ role }) => role,
  faults: ({ skill }) => skillFaults(skill),
  proposable({ skill, role }, { roles, examinedBefore, examinedAfter }) {
    const seated = roles.includes(role) ? [] : [{ field: 'role', says: `no seat has the role ${role}; the roles are ${roles.join(', ')}` }];
    const late = { field: 'kind', says: 'comes after the findings were examined, and no later phase examines its findings' };
    return [...skillFaults(skill), ...seated, ...(examinedBefore && !examinedAfter ? [late] : [])];
  },
  events: {},
  says: {},
  empty: null,
  evolve: (own) => own,
  works: finders,
  begin(turn) {
    const { run, key, phase: at, template } = turn;
    const { role, skill } = template;
    if (nobodyFor(turn) !== undefined) return { team: [], events: [] };
    const team = ableIn(turn).map((it) => it.name);
    const events = team.map((seat, i): SharedEvent => {
      const dispatch = dispatchId(run, i);
      const before = standing(run).findLast((it) => it.phase === key && it.seat === seat);
      const named = { dispatch, phase: key, pass: at.pass, round: 0, seat, role, skill, findings: [] };
      return { type: 'dispatch.prepared', payload: { ...named, ...(before ? { supersedes: before.id } : {}) } };
    });
    return { team, events };
  },
  advance,
  again,
  triedAgain: true,
  waitsForLate: () => true,
});

/** The seats of its role; a seat that did all of the work does not review it. */
function ableIn({ run, key, contributions: { work }, template: { role } }: FanOutTurn): Seat[] {
  const [first, ...others] = work?.by ?? [];
  const alone = first !== undefined && others.length === 0 ? first : undefined;
  return run.seats.filter((it) => it.role === role && it.name !== alone && takesPart(run, it.name, key));
}

/** Why no one is asked; undefined if someone is. */
function nobodyFor(turn: FanOutTurn): string | undefined {
  const { run, contributions, template } = turn;
  if (contributions.work?.head === null) return 'there is no proved work to look at';
  if (ableIn(turn).length > 0) return undefined;
  const { role } = template;
  const [alone] = run.seats.filter((it) => it.role === role);
  return alone ? `${alone.name} did all of the work, and no other ${role} takes part` : `no ${role} takes part`;
}

function advance(turn: FanOutTurn): SharedEvent[] {
  const { run, key } = turn;
  const nobody = nobodyFor(turn);
  if (nobody !== undefined) return [ended(key, 'skipped', nobody)];
  const mine = standing(run).filter((it) => it.phase === key);
  if (mine.some((it) => !isSettled(it))) return [];
  if (mine.some((it) => it.accepted)) return [ended(key, 'completed')];
  const why = mine.map((it) => `${it.seat}: ${it.ended?.reason ?? 'unknown'}`).join(', ');
  const message = `no worker delivered a result (${why})`;
  return [
    ended(key, 'failed', 'no result was collected'),
    { type: 'run.concluding', payload: { outcome: 'failed', reason: 'no-result', message, partial: true } },
  ];
}

/** Everyone works again, with the person's comment. */
function again({ run, key }: FanOutTurn, comment: string): SharedEvent[] {
  const changes: Carried = { from: 'person', title: 'Changes that a person requested', text: comment };
  return standing(run)
    .filter((it) => it.phase === key)
    .map(({ id, pass, round, seat, role, skill, findings, carries }, n) => ({
      type: 'dispatch.prepared',
      payload: {
        dispatch: dispatchId(run, n),
        phase: key,
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

function skillFaults(skill: string): PhaseFault[] {
  if (FINDERS.includes(skill)) return [];
  const right = nearest(skill, FINDERS);
  const says = `no skill \`${cut(skill, 100)}\` raises findings${right ? `; did you mean \`${right}\`?` : ''}; these do: ${FINDERS.join(', ')}`;
  return [{ field: 'skill', says }];
}
