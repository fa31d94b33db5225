// Which requests only a person may make. Everything of that kind passes through here, on both sides of the socket: the
// client proves which process it is, and the daemon refuses it when that process is a worker or cannot be told.

import type { ControlRequest } from '../../../contracts/control.ts';

type WithoutId<R> = R extends unknown ? Omit<R, 'id'> : never;
export type Question = WithoutId<ControlRequest>;
export type ForPeople = Extract<Question, { proof?: unknown }>;

export function isForPeople(question: Question): question is ForPeople {
  switch (question.ask) {
    case 'order':
      return question.command.order.kind !== 'note';
    case 'prune':
      return !question.dryRun;
    case 'down':
      // Workers work on and another daemon leads them: nothing is decided by it.
      return question.how !== 'leave';
    case 'import':
      return true;
    case 'hello':
    case 'status':
    case 'prove':
    case 'submit':
    case 'settled':
    case 'explain':
      return false;
  }
}

/** What is asked for, in a person's words. */
export function wordFor(question: ForPeople): string {
  return question.ask === 'order' ? question.command.order.kind : question.ask;
}
