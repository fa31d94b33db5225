// An outside client takes a stage to carry it out. Whether the stage can start, for whom and in which seat, is checked before
// anything is written; if something is missing, it is refused and nothing changes. A client that takes its stage again gets the
// full time again.

import { MusterError } from '../../../../contracts/errors.ts';
import type { Client } from '../../../../contracts/plan/holder.ts';
import type { Seat } from '../../../../contracts/task/agent.ts';
import { instant, timestamp } from '../../../../contracts/time.ts';
import type { StageTake } from '../../phase.ts';
import { asStarted, type ExecutionTurn } from '../advance.ts';
import { type Executed, isDone, type StageState } from '../life/stage-state.ts';
import type { Event } from '../memory.ts';
import { BUSY, dependenciesOf, isOutside } from '../ready.ts';

export function takeStage(turn: ExecutionTurn, { stage: id, seat: named, client, lasts }: StageTake): Event[] {
  const { run, key, own, at } = turn;
  const it = own.stages.find(({ stage }) => stage.id === id);
  if (!it) throw refused(`the plan has no stage ${id}`, `Its stages are ${own.stages.map(({ stage }) => stage.id).join(', ')}.`);
  if (it.holder && isSame(it.holder, client) && (it.state === 'claimed' || it.state === 'working')) {
    const until = timestamp(Math.max(instant(it.holder.until), at + lasts));
    return [
      { type: 'stage.taken', payload: { phase: key, stage: id, attempt: it.attempt, holder: { ...it.holder, until }, renewed: true } },
    ];
  }
  const seat = seatFor(run.seats, named);
  refuseNotReady(turn, it);
  refuseOwner(run.seats, it, seat);
  const inHand = own.stages.find((one) => (BUSY.has(one.state) && one.seat === seat.name) || one.holder?.seat === seat.name);
  if (inHand)
    throw refused(`${seat.name} has the stage ${inHand.stage.id} in hand${holderOf(inHand)}`, 'A seat carries out one stage at a time.');
  const holder = { ...client, seat: seat.name, until: timestamp(at + lasts) };
  return [{ type: 'stage.taken', payload: { phase: key, stage: id, attempt: it.attempt, holder } }];
}

/** Exactly the same process: a pid or a name alone can be reused. */
const isSame = (holder: Client, { session, pid, start }: Client): boolean =>
  holder.session === session && holder.pid === pid && holder.start === start;

const refused = (why: string, hint: string): MusterError => new MusterError('command-refused', why, hint);

const holderOf = ({ holder }: StageState): string => (holder ? `, held by ${holder.name} until ${holder.until}` : '');

function seatFor(seats: readonly Seat[], named: string | undefined): Seat {
  const outside = seats.filter((it) => it.role === 'executor' && isOutside(it));
  const names = outside.map((it) => it.name).join(', ');
  if (outside.length === 0)
    throw refused('no executor of this run is filled from outside', 'Start a run of the plan with `agents: [outside]`.');
  if (named === undefined) {
    const [only, another] = outside;
    if (only && !another) return only;
    throw refused('several seats of this run are filled from outside', `Name one as \`seat\`: ${names}.`);
  }
  const seat = outside.find((it) => it.name === named);
  if (!seat) throw refused(`no executor of this run that is filled from outside is named ${named}`, `These are: ${names}.`);
  return seat;
}

function refuseNotReady(turn: ExecutionTurn, it: StageState): void {
  const { run, own } = turn;
  const { id } = it.stage;
  if (isDone(it)) throw refused(`${id} is ${it.state}, which is final`, 'run_active lists the stages that can be taken.');
  if (BUSY.has(it.state) || it.state === 'verifying' || it.holder)
    throw refused(`${id} is ${it.state}${holderOf(it)}`, 'Wait until this attempt is over, or take another stage.');
  const missing = dependenciesOf(own, it).find((one) => !isDone(one));
  if (missing)
    throw refused(`${id} depends on ${missing.stage.id}, which is ${missing.state}`, 'A stage is begun when all that it needs is done.');
  if (run.paused) throw refused(`${run.id} is paused`, 'run_resume continues it.');
  if (!asStarted(turn, it))
    throw refused(
      `another attempt at ${id} is not wanted now: it is ${it.state}`,
      'run_active shows what is to be decided; run_apply_policy with retry may do.',
    );
}

/** Refuses if the plan, or a person later, has assigned the stage to another seat. */
function refuseOwner(seats: readonly Seat[], { stage, prefers }: Pick<Executed['stages'][number], 'stage' | 'prefers'>, seat: Seat): void {
  const named = prefers ?? seats.find((it) => it.role === 'executor' && it.name === stage.owner)?.name;
  if (named !== undefined && named !== seat.name)
    throw refused(`${stage.id} is for ${named}`, `It is not for ${seat.name}; take another stage.`);
}
