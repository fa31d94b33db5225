// The simulated person who answers gates: soon, late, twice, to a gate that is outdated by then, or never.

import { runOf } from '../../../../contracts/ids.ts';
import type { RunCommand } from '../../../../contracts/run/command.ts';
import type { Gate } from '../../../../contracts/run/gate.ts';
import type { Random } from '../../random.ts';
import { PROJECT, RUN } from '../first-event.ts';
import { moment } from '../timeline.ts';
import type { World } from '../world.ts';

const DAY = 24 * 3_600_000;

export function answerGate(world: World, gate: Gate): void {
  const { faults, time } = world;
  const run = runOf(gate.id);
  const place = gate.id.replace(`${RUN}.`, '');
  const random = world.random(`answer ${place}`);
  const command = answerTo(gate, random);
  const token = (word: string): string => `${word}-${place}-token`;
  const fault = faults.strikes('answer', place);
  if (!fault) {
    time.later(moment(random), () => world.order(command, token('answer')));
    return;
  }
  const record = (what: string): void => faults.record('answer', place, what);
  switch (fault.pick(['never', 'late', 'twice', 'stale', 'contradiction', 'early', 'wordless'] as const)) {
    case 'never':
      record(`nobody ever answers ${place}`);
      return;
    case 'late':
      record(`${place} is answered after it has expired`);
      time.later(fault.between(7 * DAY, 12 * DAY), () => {
        world.order(command, token('late'));
        world.order({ kind: 'resume', run, stale: true }, token('resume'));
      });
      return;
    case 'twice':
      record(`${place} is answered, and the line sends it twice`);
      time.later(moment(random), () => world.order(command, token('twice')));
      time.later(moment(random), () => world.order(command, token('twice')));
      return;
    case 'stale':
      record(`${place} is answered by one who saw something else, and then again`);
      world.order({ ...command, shown: 'f'.repeat(64) }, token('stale'));
      time.later(moment(random), () => world.order(command, token('again')));
      return;
    case 'contradiction':
      record(`two people answer ${place}, each in his own way`);
      time.later(moment(random), () => world.order(command, token('one')));
      time.later(moment(random), () => world.order(answerTo(gate, fault), token('other')));
      return;
    case 'early':
      record(`the gate after ${place} is answered before it is opened`);
      world.order({ ...command, gate: `${run}.g${Number(gate.id.slice(run.length + 2)) + 1}` }, token('early'));
      time.later(moment(random), () => world.order(command, token('answer')));
      return;
    case 'wordless':
      record(`${place} is answered without a word, and then again`);
      world.order({ kind: 'answer', run, gate: gate.id, answer: command.answer, shown: gate.shown }, token('wordless'));
      time.later(moment(random), () => world.order(command, token('again')));
  }
}

type Answer = Extract<RunCommand, { kind: 'answer' }>;

/** Most continue; some decide otherwise. */
function answerTo({ id, shown, offers }: Gate, random: Random): Answer {
  const approves = offers.some((it) => it.answer === 'approve') && random.chance(0.6);
  const answer = approves ? 'approve' : random.pick(offers).answer;
  return { kind: 'answer', run: runOf(id), gate: id, answer, shown, comment: 'as it was simulated' };
}

/** A person may answer at once, the next morning, or never. */
export function answerConsent(world: World, providers: readonly string[]): void {
  const place = `consent ${providers}`;
  const fault = world.faults.strikes('answer', place);
  if (fault) world.faults.record('answer', place, `nobody ever allows ${providers} the code`);
  else world.time.later(world.random(place).between(10, DAY), () => world.allow(PROJECT, providers));
}
