// The next step of a critic's phase: one worker names what no one raised, others examine it, and each gap is confirmed or remains
// as a risk. The skill has the rules; here they become events.

import type { CriticMode } from '../../../contracts/findings/gap.ts';
import type { SharedEvent } from '../../../contracts/run/run-event.ts';
import type { CriticOutcome } from '../../run/contributions.ts';
import { dispatchId, isSettled } from '../../run/settled-dispatch.ts';
import { type DispatchState, isAnalysis, isConclusive, type RunState, seatOf, standing } from '../../run/state.ts';
import { ended as phaseEnded, type Turn } from '../phase.ts';
import type { EventOf } from '../presentation.ts';
import type { CRITIC_EVENTS } from './events.ts';
import { type GapSettlement, settleGap, unverified } from './settle.ts';
import { verifierFor, type Worker } from './verifier.ts';

type Event = SharedEvent | EventOf<typeof CRITIC_EVENTS>;
export type CriticState = Omit<CriticOutcome, 'phase'> | null;
export type CriticTurn = Turn<CriticState, { mode: typeof CriticMode }>;
type OpenGap = RunState['gaps'][number] & { id: string };

export function advance(turn: CriticTurn): Event[] {
  const { run, key, own } = turn;
  const critic = criticOf(run, key);
  if (!critic) return asked(run, key);
  if (!isSettled(critic)) return [];
  if (!own) return heard(turn, critic);

  const looks = verificationsOf(run, key);
  if (looks.some((it) => !isSettled(it))) return [];
  const answered = settledBy(run, looks, critic);
  if (answered.length > 0) return answered;
  const open = openGaps(run, critic);
  const given = open.map((gap) => ({ gap, seat: nextFor(run, gap, critic, looks) }));
  const nobody = given.filter((it) => it.seat === undefined);
  if (nobody.length > 0) return nobody.map(({ gap }) => settled(gap, unverified(whyNobody(gap, looks))));
  if (given.length > 0) return verification(run, key, looks, given);
  return [critic.accepted === null ? phaseEnded(key, 'failed', reasonOf(critic)) : phaseEnded(key, 'completed')];
}

/** A run that concludes does not wait: what was answered counts, the rest remains as a risk. */
export function settle(turn: CriticTurn): Event[] {
  const { run, key, own } = turn;
  const critic = criticOf(run, key);
  if (!critic) return [];
  if (!own && critic.ended) return heard(turn, critic);
  const answered = settledBy(run, verificationsOf(run, key), critic);
  if (answered.length > 0) return answered;
  const over = turn.phase.overdue ? 'the time limit of the phase was reached' : 'the run ended';
  return openGaps(run, critic).map((gap) => settled(gap, unverified(`${over} before any worker had looked`)));
}

const criticOf = (state: RunState, key: string): DispatchState | undefined =>
  standing(state).find((it) => it.phase === key && it.skill === 'critic');

const verificationsOf = (state: RunState, key: string): DispatchState[] =>
  standing(state).filter((it) => it.phase === key && it.skill === 'gap-verification');

/** The open gaps of this critic. */
const openGaps = (state: RunState, critic: DispatchState): OpenGap[] =>
  state.gaps.flatMap((it) => (it.id !== undefined && it.dispatch === critic.id && !it.outcome ? [{ ...it, id: it.id }] : []));

export function asked(state: RunState, phase: string): Event[] {
  const seat = state.seats.find((it) => it.role === 'critic');
  if (!seat) return [phaseEnded(phase, 'skipped', 'there is no critic')];
  const what = { pass: 0, round: 0, seat: seat.name, role: 'critic', skill: 'critic', findings: [] };
  const judges = state.raised.slice(0, 2000).map((it) => `raised:${it.ref}`);
  const judged = judges.length === 0 ? {} : { judges };
  return [{ type: 'dispatch.prepared', payload: { dispatch: dispatchId(state, 0), phase, ...what, ...judged } }];
}

/** Recorded once for each critic. */
function heard({ run, key, template: { mode } }: CriticTurn, critic: DispatchState): Event[] {
  const { seat } = critic;
  const gaps = run.gaps.filter((it) => it.dispatch === critic.id).length;
  const why = critic.accepted ? whyIdle(critic, gaps) : reasonOf(critic);
  const failed = why === undefined ? {} : { failed: why };
  const provider = run.seats.find((it) => it.name === seat && it.role === 'critic')?.provider ?? '';
  return [{ type: 'critic.heard', payload: { phase: key, mode, seat, provider, gaps, ...failed } }];
}

/** Whoever names nothing and shows no look has not argued. */
function whyIdle({ receipt }: DispatchState, gaps: number): string | undefined {
  const idle = gaps === 0 && receipt !== null && receipt.by !== 'program' && receipt.opened === '' && !receipt.searchSeen;
  return idle ? 'it named nothing and opened nothing' : undefined;
}

/** What finished verifications say about gaps that are still open. */
function settledBy(state: RunState, looks: readonly DispatchState[], critic: DispatchState): Event[] {
  const open = openGaps(state, critic);
  return looks
    .filter((it) => it.accepted && isSettled(it))
    .flatMap((look) =>
      open
        .filter((gap) => look.findings.includes(gap.id))
        .map((gap) => {
          const word = look.verdicts.find((it) => it.verdict.finding === gap.id);
          return settled(gap, settleGap(look.seat, word, gap), look.seat);
        }),
    );
}

function nextFor(state: RunState, gap: OpenGap, critic: DispatchState, looks: readonly DispatchState[]): string | undefined {
  const tried = looks.filter((it) => it.findings.includes(gap.id)).map((it) => it.seat);
  const seat = state.seats.find((it) => it.name === critic.seat && it.role === 'critic');
  const self: Worker = { seat: critic.seat, agent: seat?.agent ?? '', kind: seat?.voice ?? 'model' };
  return verifierFor(gap.gap, self, company(state), tried);
}

/** Every worker that has delivered an analysis can check a gap. */
function company(state: RunState): Worker[] {
  const heard = state.dispatches.filter((it) => isAnalysis(it) && isConclusive(it));
  const seats = [...new Set(heard.map((it) => it.seat))];
  return seats.flatMap((name) => {
    const seat = seatOf(state, name);
    return seat ? [{ seat: name, agent: seat.agent, kind: seat.voice }] : [];
  });
}

function whyNobody({ id }: OpenGap, looks: readonly DispatchState[]): string {
  const tried = looks.filter((it) => it.findings.includes(id)).map((it) => `${it.seat}: ${reasonOf(it)}`);
  return tried.length === 0 ? 'no worker other than the critic could look' : `none of the asked workers answered (${tried.join(', ')})`;
}

function verification(
  state: RunState,
  phase: string,
  looks: readonly DispatchState[],
  given: readonly { gap: OpenGap; seat: string | undefined }[],
): Event[] {
  const round = Math.max(0, ...looks.map((it) => it.round)) + 1;
  return [...Map.groupBy(given, (it) => it.seat ?? '')].map(
    ([seat, some], n): Event => ({
      type: 'dispatch.prepared',
      payload: {
        dispatch: dispatchId(state, n),
        phase,
        pass: 0,
        round,
        seat,
        role: 'verifier',
        skill: 'gap-verification',
        findings: some.map((it) => it.gap.id),
      },
    }),
  );
}

const settled = ({ id }: OpenGap, { outcome, reason }: GapSettlement, by?: string): Event => ({
  type: 'gap.settled',
  payload: { gap: id, outcome, reason, ...(by === undefined ? {} : { by }) },
});

const reasonOf = ({ ended }: DispatchState): string => ended?.reason ?? 'no answer';
