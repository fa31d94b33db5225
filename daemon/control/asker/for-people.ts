// Who may ask for what. Everything that only a person or an agent of theirs may say passes through here, on both sides
// of the socket: the client proves which process it is, and the daemon refuses it when that is a worker's, or cannot be told.

import type { Asker, ControlRequest } from '../../../contracts/control.ts';

type WithoutId<R> = R extends unknown ? Omit<R, 'id'> : never;
export type Question = WithoutId<ControlRequest>;
export type Proved = Extract<Question, { proof?: unknown }>;

/** Whether it is answered only to who proves which process they are. */
export function isProved(question: Question): question is Proved {
  switch (question.ask) {
    case 'who':
    case 'import':
    case 'prove-again':
      return true;
    case 'order':
      return question.command.order.kind !== 'note' || question.command.actor.kind === 'client';
    case 'submit':
      return question.actor.kind === 'client';
    case 'prune':
      return !question.dryRun;
    case 'down':
      // Workers work on and another daemon leads them: nothing is decided by it.
      return question.how !== 'leave';
    case 'hello':
    case 'status':
    case 'prove':
    case 'settled':
    case 'explain':
      return false;
  }
}

/** Why it is refused to that asker; undefined where it is not. */
export function whyNot(question: Proved, asker: Asker): string | undefined {
  if (question.ask === 'who') return undefined;
  return isForAgents(question) ? forAgents(asker) : forPeople(asker, question);
}

/** What an agent of the user's may ask for too: it begins, ends or remembers work, and grants nothing. */
function isForAgents(question: Proved): boolean {
  if (question.ask === 'submit') return true;
  if (question.ask !== 'order') return false;
  const { order } = question.command;
  if (order.kind === 'policy' || order.kind === 'take') return question.command.actor.kind === 'client';
  return order.kind === 'note' || order.kind === 'abort' || order.kind === 'pause' || order.kind === 'resume';
}

function forAgents(asker: Asker): string | undefined {
  if (asker.kind === 'worker') return `it came from inside the worker ${asker.name}`;
  return asker.kind === 'unknown' ? asker.why : undefined;
}

function forPeople(asker: Asker, question: Proved): string | undefined {
  if (asker.kind === 'client') return 'it came from an agent that leads through `muster mcp`, or from its shell';
  if (question.ask === 'order' && question.command.actor.kind === 'client') return 'a client of `muster mcp` asked for it';
  return forAgents(asker);
}

/** What is asked for, in a person's words. */
export function wordFor(question: Proved): string {
  return question.ask === 'order' ? question.command.order.kind : question.ask;
}
