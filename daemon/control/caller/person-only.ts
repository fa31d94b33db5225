// Who may ask for what. Everything that only a person or their agent may ask for passes through here on both sides of the
// socket: the client proves which process it is, and the daemon refuses a worker's process, or one that it cannot identify.

import type { Caller, ControlRequest } from '../../../contracts/control.ts';

type WithoutId<R> = R extends unknown ? Omit<R, 'id'> : never;
export type RequestWithoutId = WithoutId<ControlRequest>;
export type PersonOnlyRequest = Extract<RequestWithoutId, { proof?: unknown }>;

/** Whether the client has to prove which process it is. */
export function needsProof(question: RequestWithoutId): question is PersonOnlyRequest {
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
export function refusalReason(question: PersonOnlyRequest, asker: Caller): string | undefined {
  if (question.ask === 'who') return undefined;
  return isForAgents(question) ? forAgents(asker) : forPeople(asker, question);
}

/** Requests that the user's agents may send too: they start, stop or annotate work, and grant nothing. */
function isForAgents(question: PersonOnlyRequest): boolean {
  if (question.ask === 'submit') return true;
  if (question.ask !== 'order') return false;
  const { order } = question.command;
  if (order.kind === 'policy' || order.kind === 'take') return question.command.actor.kind === 'client';
  return order.kind === 'note' || order.kind === 'abort' || order.kind === 'pause' || order.kind === 'resume';
}

function forAgents(asker: Caller): string | undefined {
  if (asker.kind === 'worker') return `it came from inside the worker ${asker.name}`;
  return asker.kind === 'unknown' ? asker.why : undefined;
}

function forPeople(asker: Caller, question: PersonOnlyRequest): string | undefined {
  if (asker.kind === 'client') return 'it came from an agent that leads through `muster mcp`, or from its shell';
  if (question.ask === 'order' && question.command.actor.kind === 'client') return 'a client of `muster mcp` asked for it';
  return forAgents(asker);
}

/** The name of the request, for messages. */
export function requestName(question: PersonOnlyRequest): string {
  return question.ask === 'order' ? question.command.order.kind : question.ask;
}
