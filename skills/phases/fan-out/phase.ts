// Every seat of a role does the same thing once, without seeing the others.

import { cut } from '../../../contracts/cut.ts';
import type { Carried, SharedEvent } from '../../../contracts/run/run-event.ts';
import { Role } from '../../../contracts/task/agent.ts';
import { exact } from '../../../contracts/text.ts';
import { nearest } from '../../../runtime/text/nearest.ts';
import { dispatchId, isSettled } from '../../run/settled.ts';
import { standing } from '../../run/state.ts';
import { ended, type Phase, type PhaseFault, phase, type Turn } from '../phase.ts';
import { FINDERS, finders } from './finders.ts';

const fields = { role: Role, skill: exact(100) };
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
  begin({ run, key, template: { role, skill } }) {
    const team = run.seats.filter((it) => it.role === role).map((it) => it.name);
    const events = team.map(
      (seat, i): SharedEvent => ({
        type: 'dispatch.prepared',
        payload: { dispatch: dispatchId(run, i), phase: key, pass: 0, round: 0, seat, role, skill, findings: [] },
      }),
    );
    return { team, events };
  },
  advance,
  again,
  triedAgain: true,
  waitsForLate: () => true,
});

function advance({ run, key }: FanOutTurn): SharedEvent[] {
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

/** Everybody works once more, and has the comment. */
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
