// The next step of a critic's phase: one worker names what nobody raised, others look at it, and each gap
// is confirmed or stays as a risk that is left. The rules are the skill's; here they become events.

import type { RunEvent } from '../../../contracts/run/run-event.ts';
import type { PhaseTemplate } from '../../../contracts/task/template.ts';
import { dispatchId, isSettled } from '../../run/settled.ts';
import { type DispatchState, type PhaseState, type RunState, seatOf, standing } from '../../run/state.ts';
import { type GapSettlement, settleGap, unverified } from './settle.ts';
import { verifierFor, type Worker } from './verifier.ts';

type CriticPhase = PhaseState & { template: Extract<PhaseTemplate, { kind: 'critic' }> };
type OpenGap = RunState['gaps'][number] & { id: string };

export function advanceCritic(state: RunState, phase: CriticPhase): RunEvent[] {
  const { key } = phase.template;
  const critic = criticOf(state, key);
  if (!critic) return asked(state, key);
  if (!isSettled(critic)) return [];
  const news = heard(state, phase, critic);
  if (news.length > 0) return news;

  const looks = verificationsOf(state, key);
  if (looks.some((it) => !isSettled(it))) return [];
  const answered = settledBy(state, looks);
  if (answered.length > 0) return answered;
  const open = openGaps(state);
  const given = open.map((gap) => ({ gap, seat: nextFor(state, gap, critic, looks) }));
  const nobody = given.filter((it) => it.seat === undefined);
  if (nobody.length > 0) return nobody.map(({ gap }) => settled(gap, unverified(whyNobody(gap, looks))));
  if (given.length > 0) return verification(state, key, looks, given);
  const failed = critic.accepted === null;
  return [
    {
      type: 'phase.ended',
      payload: { phase: key, outcome: failed ? 'failed' : 'completed', ...(failed ? { reason: reasonOf(critic) } : {}) },
    },
  ];
}

/** A run that concludes waits for nobody: what was answered counts, the rest stays as a risk. */
export function settleCritics(state: RunState): RunEvent[] {
  for (const phase of state.phases) {
    if (phase.template.kind !== 'critic') continue;
    const critic = criticOf(state, phase.template.key);
    const news = critic ? heard(state, phase as CriticPhase, critic) : [];
    if (news.length > 0) return news;
    const answered = settledBy(state, verificationsOf(state, phase.template.key));
    if (answered.length > 0) return answered;
  }
  return openGaps(state).map((gap) => settled(gap, unverified('the run ended before anybody had looked')));
}

const criticOf = (state: RunState, key: string): DispatchState | undefined =>
  standing(state).find((it) => it.phase === key && it.skill === 'critic');

const verificationsOf = (state: RunState, key: string): DispatchState[] =>
  standing(state).filter((it) => it.phase === key && it.skill === 'gap-verification');

const openGaps = (state: RunState): OpenGap[] =>
  state.gaps.flatMap((it) => (it.id !== undefined && !it.outcome ? [{ ...it, id: it.id }] : []));

function asked(state: RunState, phase: string): RunEvent[] {
  const seat = state.seats.find((it) => it.role === 'critic');
  if (!seat) return [{ type: 'phase.ended', payload: { phase, outcome: 'skipped', reason: 'nobody is seated as critic' } }];
  const what = { pass: 0, round: 0, seat: seat.name, role: 'critic', skill: 'critic', findings: [] };
  return [{ type: 'dispatch.prepared', payload: { dispatch: dispatchId(state, 0), phase, ...what } }];
}

/** Said once for each critic. */
function heard(state: RunState, { template }: CriticPhase, critic: DispatchState): RunEvent[] {
  const { key, mode } = template;
  if (!critic.ended || state.critics.some((it) => it.phase === key)) return [];
  const { seat } = critic;
  const gaps = state.gaps.filter((it) => it.dispatch === critic.id).length;
  const failed = critic.accepted ? {} : { failed: reasonOf(critic) };
  const provider = state.seats.find((it) => it.name === seat && it.role === 'critic')?.provider ?? '';
  return [{ type: 'critic.heard', payload: { phase: key, mode, seat, provider, gaps, ...failed } }];
}

/** What the verifications that brought a result say of gaps that are still open. */
function settledBy(state: RunState, looks: readonly DispatchState[]): RunEvent[] {
  const open = openGaps(state);
  return looks
    .filter((it) => it.accepted && isSettled(it))
    .flatMap((look) =>
      open
        .filter((gap) => look.findings.includes(gap.id))
        .map((gap) => {
          const word = look.verdicts.find((it) => it.verdict.finding === gap.id);
          return settled(gap, settleGap(look.seat, word), look.seat);
        }),
    );
}

function nextFor(state: RunState, gap: OpenGap, critic: DispatchState, looks: readonly DispatchState[]): string | undefined {
  const tried = looks.filter((it) => it.findings.includes(gap.id)).map((it) => it.seat);
  const seat = state.seats.find((it) => it.name === critic.seat && it.role === 'critic');
  const self: Worker = { seat: critic.seat, agent: seat?.agent ?? '', kind: seat?.voice ?? 'model' };
  return verifierFor(gap.gap, self, company(state), tried);
}

/** Whoever has brought an analysis can look. */
function company(state: RunState): Worker[] {
  const heard = state.dispatches.filter((it) => it.role === 'analyser' && it.round === 0 && it.accepted);
  const seats = [...new Set(heard.map((it) => it.seat))];
  return seats.flatMap((name) => {
    const seat = seatOf(state, name);
    return seat ? [{ seat: name, agent: seat.agent, kind: seat.voice }] : [];
  });
}

function whyNobody({ id }: OpenGap, looks: readonly DispatchState[]): string {
  const tried = looks.filter((it) => it.findings.includes(id)).map((it) => `${it.seat}: ${reasonOf(it)}`);
  return tried.length === 0 ? 'nobody but the critic could look' : `nobody who was asked answered (${tried.join(', ')})`;
}

function verification(
  state: RunState,
  phase: string,
  looks: readonly DispatchState[],
  given: readonly { gap: OpenGap; seat: string | undefined }[],
): RunEvent[] {
  const round = Math.max(0, ...looks.map((it) => it.round)) + 1;
  return [...Map.groupBy(given, (it) => it.seat ?? '')].map(
    ([seat, some], n): RunEvent => ({
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

const settled = ({ id }: OpenGap, { outcome, reason }: GapSettlement, by?: string): RunEvent => ({
  type: 'gap.settled',
  payload: { gap: id, outcome, reason, ...(by === undefined ? {} : { by }) },
});

const reasonOf = ({ ended }: DispatchState): string => ended?.reason ?? 'no answer';
