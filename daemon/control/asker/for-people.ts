// Who may ask for what. Everything that only a person or their agent may ask for passes through here on both sides of the
// socket: the client proves which process it is, and the daemon refuses a worker's process, or one that it cannot identify.

import type { Asker, ControlRequest } from '../../../contracts/control.ts';

type WithoutId<R> = R extends unknown ? Omit<R, 'id'> : never;
export type Question = WithoutId<ControlRequest>;
export type Proved = Extract<Question, { proof?: unknown }>;

/** Whether the client has to prove which process it is. */
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
      // Workers keep running and the next daemon leads them, so nothing is decided.
      return question.how !== 'leave';
    case 'hello':
    case 'status':
    case 'prove':
    case 'settled':
    case 'explain':
      return false;
  }
}

/** Why the request is refused to that process; undefined if it is allowed. */
export function whyNot(question: Proved, asker: Asker): string | undefined {
  if (question.ask === 'who') return undefined;
  return isForAgents(question) ? forAgents(asker) : forPeople(asker, question);
}

/** Requests that the user's agents may send too: they start, stop or annotate work, and grant nothing. */
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

/** The name of the request, for messages. */
export function wordFor(question: Proved): string {
  return question.ask === 'order' ? question.command.order.kind : question.ask;
}
