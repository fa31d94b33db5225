// Turns an accepted result into events: one for the result, and one for each thing in it that others may later examine. Anything
// that the dispatch was not asked for is ignored.

import type { SharedEvent, SharedEventOf } from '../../contracts/run/run-event.ts';
import type { Result } from '../../contracts/work/result.ts';
import { type Steps, stepsOf } from '../../runtime/steps.ts';
import type { RunEvent } from '../phases/events.ts';
import type { AnsweredRequest, FoundAnswer } from '../phases/work-kind.ts';
import { workKind } from '../phases/work-kinds.ts';

type SkillRequest = AnsweredRequest & { skill: string };

export function* acceptResult(it: SkillRequest, result: Result, file: FoundAnswer): Steps<RunEvent[]> {
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
  return [accepted, ...(yield* broughtIn(it, result))];
}

/** Accepts the result of an earlier dispatch as this dispatch's own. */
export function* reuseResult(it: SkillRequest, result: Result, found: Reused): Steps<RunEvent[]> {
  const { dispatch, seat } = it;
  const reused: SharedEvent = {
    type: 'dispatch.reused',
    payload: {
      ...{ dispatch, seat, ...found },
      summary: result.summary,
      ...(result.coverage === undefined ? {} : { coverage: result.coverage }),
      ...(result.notes === undefined ? {} : { notes: result.notes }),
      toolCalls: result.toolCalls ?? null,
    },
  };
  return [reused, ...(yield* broughtIn(it, result))];
}

type Reused = Pick<SharedEventOf<'dispatch.reused'>['payload'], 'from' | 'sought' | 'digest' | 'bytes' | 'saved' | 'model' | 'receipt'>;

function* broughtIn(it: SkillRequest, result: Result): Steps<RunEvent[]> {
  const { dispatch, seat } = it;
  const ended: SharedEvent = { type: 'dispatch.ended', payload: { dispatch, seat, status: 'completed', reason: 'done', detail: '' } };
  return [...(yield* stepsOf(workKind(it.skill).accept(it, result))), ended];
}
