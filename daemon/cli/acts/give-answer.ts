// Answers a gate from the command line. The answer names the digest of what the gate shows, so it cannot apply to anything else.

import { MusterError } from '../../../contracts/errors.ts';
import type { GateAnswer } from '../../../contracts/run/gate.ts';
import { oneLine } from '../../../skills/wording/plain-text.ts';
import { giveOrder } from '../daemon/ask-daemon.ts';
import { findGate, isOpenGate } from '../named/find-gate.ts';
import { projectFolder } from '../named/project-folder.ts';
import { mustHaveRecords } from '../named/records.ts';
import type { Arguments, Context, Option } from '../words/command.ts';
import { EXIT } from '../words/exit-code.ts';

export const ANSWER_OPTIONS: Readonly<Record<'message' | 'shown', Option>> = {
  message: { kind: 'text', short: 'm', value: '<words>', says: 'goes into the report, and into the next prompt if there is one' },
  shown: {
    kind: 'text',
    value: '<digest>',
    says: 'the digest of what you have seen (from `muster approvals`); refused if it has changed since',
  },
};

export async function giveAnswer(context: Context, given: Arguments, answer: GateAnswer): Promise<number> {
  const wanted = given.words[0] ?? '';
  await using records = await mustHaveRecords(context, wanted);
  const { view, it, chosen } = await findGate(wanted, { records, project: await projectFolder('.', context.cwd) });
  const { gate } = it;
  if (!isOpenGate(it)) {
    throw new MusterError(
      'command-refused',
      `${gate.id} ${it.answer === null ? 'was closed when its run ended' : `was already answered: ${it.answer}`}`,
      '`muster approvals` lists pending approvals.',
    );
  }
  const seen = given.text('shown')?.toLowerCase();
  if (seen !== undefined && (seen.length < 8 || !gate.shown.startsWith(seen))) {
    throw new MusterError(
      'command-refused',
      `${gate.id} now shows ${gate.shown.slice(0, 12)}, not ${seen}`,
      `Read it again: muster approvals ${gate.id}`,
    );
  }
  if (chosen) context.tell(`muster: ${gate.id} (${oneLine(view.task.title)}), in the newest run of this project that has it open`);
  const comment = given.text('message');
  await giveOrder(context, {
    kind: 'answer',
    run: view.id,
    gate: gate.id,
    answer,
    shown: gate.shown,
    ...(comment === undefined ? {} : { comment }),
  });
  const does = gate.offers.find((offer) => offer.answer === answer)?.does ?? '';
  await context.print(`${gate.id}: ${answer}${does === '' ? '' : ` (${does})`}. To follow: muster tail ${view.id}\n`);
  return EXIT.done;
}
