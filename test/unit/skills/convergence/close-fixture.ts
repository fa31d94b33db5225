// Seats and words that the tests of closing a round share.

import { planRound } from '../../../../skills/phases/convergence/rounds/rounds.ts';
import { tallyOf } from '../../../../skills/phases/convergence/voices/tally.ts';
import { answersOf, close, type Examination, model, open, raisedIn, type Said, type Script } from './examination.ts';

export const TWO = [model('claude'), model('codex')];

export const THREE = [...TWO, model('gemini')];

export const FOUR = [...THREE, model('opencode')];

const FIVE = [...FOUR, model('aider')];

const seats = FIVE.map(({ seat }) => seat);

export const raised = (who: Record<string, readonly string[]>) => raisedIn(who, seats);

export const guard = [{ path: 'src/guard.ts', line: 3, quote: 'if (!total) return;' }];

export const say =
  (table: Record<string, Said>): Script =>
  (seat, finding, round) =>
    table[`${seat} ${finding} ${round}`] ?? table[`${seat} ${finding}`] ?? table[`${seat} ${round}`] ?? table[seat] ?? 'nothing';

export function oneRound(start: Examination, script: Script, failing?: (seat: string) => string | undefined) {
  const plan = planRound(start.convergence);
  if (plan.kind !== 'round') throw new Error(`a round was expected, not ${plan.reason}`);
  const opened = open(start, plan);
  return close(opened, answersOf(opened.convergence, script, failing));
}

export const counts = (it: Examination, id = 'F-001') => {
  const finding = it.convergence.findings.find((one) => one.id === id);
  if (finding === undefined) throw new Error(`there is no ${id}`);
  const tally = tallyOf(it.convergence, finding);
  const names = (voices: readonly { name: string }[]) => voices.map(({ name }) => name).join(' ');
  return `+ ${names(tally.supporters)} - ${names(tally.opponents)} s ${names(tally.skipped)} u ${names(tally.unasked)} x ${names(tally.outside)}`;
};

export const noteOf = (it: Examination, seat: string, finding = 'F-001') =>
  it.convergence.words.find((word) => word.seat === seat && word.finding === finding)?.note;
