// What a page can do: the same commands as on the command line, each with a token from the page, so that sending one
// twice executes it once. A person's answer carries the digest of what they saw, which must match the current state.

import { MusterError } from '../../contracts/errors.ts';
import { Digest, FindingId, GateId, RunId } from '../../contracts/ids.ts';
import { Command } from '../../contracts/run/command.ts';
import { GateAnswer } from '../../contracts/run/gate.ts';
import * as z from '../../contracts/schema.ts';
import { userSetting } from '../../runtime/workspace/git/user-setting.ts';
import { daemonFor, thisPerson } from '../cli/daemon/ask-daemon.ts';
import { isOpenGate } from '../cli/named/find-gate.ts';
import { findDossier } from '../cli/screens/explain-finding.ts';
import type { Context } from '../cli/words/command.ts';
import { dismiss, dismissalFor, fileToDismissIn } from '../dismissals/dismiss.ts';
import type { RunBook } from './views/run-book.ts';

const token = Command.shape.token;
const words = z.string().max(16_384);

export const Act = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('answer'),
    token,
    run: RunId,
    gate: GateId,
    answer: GateAnswer,
    shown: Digest,
    comment: words.optional(),
  }),
  z.strictObject({ act: z.literal('dismiss'), token, run: RunId, finding: FindingId, state: z.string().max(40), why: words.min(1) }),
  z.strictObject({ act: z.literal('pause'), token, run: RunId, reason: words }),
  z.strictObject({ act: z.literal('resume'), token, run: RunId }),
  z.strictObject({ act: z.literal('abort'), token, run: RunId, reason: words }),
  z.strictObject({ act: z.literal('note'), token, run: RunId, text: words.min(1) }),
]);
export type Act = z.infer<typeof Act>;

export async function perform(act: Act, book: RunBook, context: Context): Promise<{ says: string }> {
  const { run } = act;
  switch (act.act) {
    case 'answer': {
      const gate = await gateAsShown(act, book);
      const { answer, shown, comment } = act;
      const does = gate.offers.find((it) => it.answer === answer)?.does ?? '';
      await give(context, act.token, { kind: 'answer', run, gate: gate.id, answer, shown, ...(comment ? { comment } : {}) });
      return { says: `${gate.id}: ${answer}${does === '' ? '' : ` (${does})`}` };
    }
    case 'dismiss':
      return { says: await dismissed(act, book, context) };
    case 'pause':
      await give(context, act.token, { kind: 'pause', run, reason: act.reason });
      return { says: `${run} starts no new work` };
    case 'resume':
      await give(context, act.token, { kind: 'resume', run });
      return { says: `${run} goes on` };
    case 'abort':
      await give(context, act.token, { kind: 'abort', run, reason: act.reason });
      return { says: `${run} is being ended` };
    case 'note':
      await give(context, act.token, { kind: 'note', run, text: act.text });
      return { says: `A note was added to ${run}` };
  }
}

async function give(context: Context, id: string, order: Command['order']): Promise<void> {
  const daemon = await daemonFor(context);
  try {
    await daemon.ask({ ask: 'order', command: { token: id, actor: thisPerson(), order } });
  } finally {
    daemon.close();
  }
}

async function gateAsShown({ run, gate: id, shown }: Extract<Act, { act: 'answer' }>, book: RunBook) {
  const view = await book.view(run);
  const it = view.gates.find(({ gate }) => gate.id === id);
  if (!it) throw new MusterError('gate-unknown', `${run} has no gate ${id}`, '`muster approvals` lists pending approvals.');
  if (!isOpenGate(it))
    throw new MusterError(
      'command-refused',
      `${id} is no longer open${it.answer === null ? '' : `: it was answered ${it.answer}`}`,
      'Read what happened since.',
    );
  if (it.gate.shown !== shown)
    throw new MusterError(
      'command-refused',
      `${id} now shows ${it.gate.shown.slice(0, 12)}, not ${shown.slice(0, 12)}`,
      'Read it again, then answer.',
    );
  return it.gate;
}

async function dismissed(
  { run, finding, state, why, token: id }: Extract<Act, { act: 'dismiss' }>,
  book: RunBook,
  context: Context,
): Promise<string> {
  const view = await book.view(run);
  const named = findDossier(view, finding);
  if (named.finding.state !== state)
    throw new MusterError('command-refused', `${finding} is now ${named.finding.state}, not ${state}`, 'Read it again, then dismiss it.');
  // A duplicate is dismissed under the name of the finding it repeats.
  const dossier = named.finding.mergedInto === undefined ? named : findDossier(view, named.finding.mergedInto);
  const path = await fileToDismissIn(view);
  const who = (await userSetting('user.name').catch(() => undefined)) ?? thisPerson().user;
  const entry = dismissalFor(view, dossier, { why, who, when: new Date().toISOString().slice(0, 10) });
  const done = await dismiss(path, entry, context.home, () => give(context, id, { kind: 'dismiss', project: view.task.project, entry }));
  return done === 'written'
    ? `${finding} is dismissed. Commit ${path}, so that it counts for others too.`
    : `${finding} was already dismissed: ${done.why}`;
}
