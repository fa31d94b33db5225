// What an accepted result becomes in the journal: one event for the result, one for each thing in
// it that others may later examine. Only what the dispatch was asked for is taken.

import type { SharedEvent } from '../../contracts/run/run-event.ts';
import type { Result } from '../../contracts/work/result.ts';
import type { RunEvent } from '../phases/events.ts';
import type { Answered, Found } from '../phases/work.ts';
import { workOf } from '../phases/works.ts';

export function acceptResult(it: Answered & { skill: string }, result: Result, file: Found): RunEvent[] {
  const { dispatch, attempt, seat } = it;
  const accepted: SharedEvent = {
    type: 'result.accepted',
    payload: {
      dispatch,
      attempt,
      seat,
      digest: file.digest,
      bytes: file.bytes,
      summary: result.summary,
      ...(result.coverage === undefined ? {} : { coverage: result.coverage }),
      ...(result.notes === undefined ? {} : { notes: result.notes }),
      toolCalls: result.toolCalls ?? null,
      flags: file.flags,
      ...(file.age === undefined ? {} : { age: file.age }),
    },
  };
  const ended: SharedEvent = { type: 'dispatch.ended', payload: { dispatch, seat, status: 'completed', reason: 'done', detail: '' } };
  return [accepted, ...workOf(it.skill).accept(it, result), ended];
}
