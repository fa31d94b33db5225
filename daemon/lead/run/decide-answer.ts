// What a person's answer to a gate means, or why it is refused; and whether a refused command only repeats one that was carried out before.

import { MusterError } from '../../../contracts/errors.ts';
import type { PolicyAction } from '../../../contracts/plan/policy.ts';
import type { RunCommand } from '../../../contracts/run/command.ts';
import type { GateAnswer, GateSubject } from '../../../contracts/run/gate.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import type { GateState } from '../../../skills/run/gates/gate-state.ts';
import { isOpen } from '../../../skills/run/gates/gates.ts';
import { dispatchOf, otherWorkers, type RunState } from '../../../skills/run/state.ts';

type Answer = Extract<RunCommand, { kind: 'answer' }>;

export function decideAnswer(state: RunState, command: Answer): RunEvent[] {
  const it = state.gates.find(({ gate }) => gate.id === command.gate);
  if (!it) throw refused(`${state.id} has no gate ${command.gate}`, '`muster approvals` lists pending approvals.');
  if (!isOpen(it)) throw refused(`${it.gate.id} ${howClosed(it)}`, '`muster approvals` lists pending approvals.');
  const { gate } = it;
  if (gate.shown !== command.shown)
    throw refused(
      `${gate.id} now shows ${gate.shown.slice(0, 12)}…, but the answer is for ${command.shown.slice(0, 12)}…`,
      'Read it again, then answer.',
    );
  const offered = gate.offers.map(({ answer }) => answer);
  if (!offered.includes(command.answer))
    throw refused(`${gate.id} does not offer \`${command.answer}\`${whyNot(gate.why)}`, `It offers ${offered.join(', ')}.`);
  const comment = command.comment?.trim() ?? '';
  if (comment === '' && needsWords(it, command.answer))
    throw refused(`\`${command.answer}\` of ${gate.id} needs a comment, which goes into the next prompt`, 'Give it with -m "…".');
  if (gate.about.kind === 'failure' && command.answer === 'approve') refuseUnknown(state, gate.about.dispatch, comment);
  const { answer, shown } = command;
  const answered: RunEvent = { type: 'gate.answered', payload: { gate: gate.id, answer, shown, ...(comment === '' ? {} : { comment }) } };
  return [answered, ...ending(it, answer, comment)];
}

const needsWords = ({ gate }: GateState, answer: GateAnswer): boolean =>
  answer === 'request-changes' || (answer === 'approve' && gate.about.kind === 'question');

/** A comment of one word is the name of a worker. */
function refuseUnknown(state: RunState, failed: string, comment: string): void {
  if (comment === '' || /\s/.test(comment)) return;
  const dispatch = dispatchOf(state, failed);
  const others = dispatch ? otherWorkers(state, dispatch) : [];
  if (others.includes(comment) || comment === dispatch?.seat) return;
  const who = others.length === 0 ? 'There is no other worker in this run' : `Others in this run: ${others.join(', ')}`;
  throw refused(`no worker of ${state.id} is named ${comment}`, `${who}. A comment for the prompt needs more than one word.`);
}

const ENDS: ReadonlySet<string> = new Set(['plan', 'phase'] satisfies GateSubject['kind'][]);

/** Rejecting a plan or a phase ends the run; leaving a question unanswered or a stage undone does not. */
function ending({ gate }: GateState, answer: GateAnswer, comment: string): RunEvent[] {
  const message = comment === '' ? `a person answered ${answer} to ${gate.id}` : comment;
  if (answer === 'abort')
    return [{ type: 'run.concluding', payload: { outcome: 'aborted', reason: 'aborted', message: message, partial: true } }];
  if (answer !== 'reject' || !ENDS.has(gate.about.kind)) return [];
  return [{ type: 'run.concluding', payload: { outcome: 'aborted', reason: 'rejected', message: message, partial: true } }];
}

const howClosed = ({ answer, closed }: GateState): string =>
  answer !== null ? `has been answered: ${answer}` : closed ? 'was closed when its run ended' : 'is open';

const whyNot = (why: string): string => (why === '' ? '' : `: ${why}`);

function refused(why: string, hint: string): MusterError {
  return new MusterError('command-refused', why, hint);
}

/** Whether the first event recorded with a token is the one that this command would have caused. */
export function isSameCommand(command: RunCommand, event: RunEvent): boolean {
  switch (command.kind) {
    case 'answer': {
      if (event.type !== 'gate.answered') return false;
      const { gate, answer, shown, comment = '' } = event.payload;
      return gate === command.gate && answer === command.answer && shown === command.shown && comment === (command.comment?.trim() ?? '');
    }
    case 'pause':
      return event.type === 'run.paused' && event.payload.reason === command.reason;
    case 'resume':
      return event.type === 'run.resumed';
    case 'abort':
      return event.type === 'run.concluding' && event.payload.reason === 'aborted' && event.payload.message === command.reason;
    case 'policy':
      if (command.action.do === 'abort') return event.type === 'run.concluding' && event.payload.reason === 'aborted';
      return event.type === 'stage.ruled' && event.payload.stage === command.stage && sameAction(command.action, event.payload.action);
    case 'take':
      return (
        event.type === 'stage.taken' && event.payload.stage === command.stage && event.payload.holder.session === command.client?.session
      );
    case 'forget':
      return event.type === 'result.forgotten';
    case 'note':
      return event.type === 'note.added' && event.payload.note.text === command.text;
  }
}

const sameAction = (a: PolicyAction, b: PolicyAction): boolean => digestOfJson(a) === digestOfJson(b);
