// The lifecycle of a dispatch: one piece of work for one seat, with as many attempts as it takes.

import { hasFailed } from '../settled-dispatch.ts';
import type { DispatchState } from '../state.ts';
import { lifecycle } from './lifecycle.ts';

export const DISPATCH = lifecycle({
  name: 'dispatch',
  about: 'One piece of work for one seat. Its attempts have a lifecycle of their own.',
  states: {
    open: 'It has no valid result yet.',
    answered: 'A valid result was accepted, and its contents are being recorded.',
    completed: 'It has its result.',
    inconclusive: 'Its result does not count: an analysis that shows no look at the code.',
    failed: 'All of its attempts have failed. A late result can still complete it while its phase waits.',
    stopped: 'It was cancelled or never started, because the run concluded first.',
  },
  rows: [
    { from: 'nothing', event: 'dispatch.prepared', to: 'open', says: 'A worker is to be asked.' },
    { from: 'open', event: 'dispatch.sought', to: 'same', says: 'No earlier result fits, so a worker does it.' },
    { from: 'open', event: 'dispatch.reused', to: 'answered', says: 'An equal dispatch was answered before, and its result is reused.' },
    { from: 'completed', event: 'result.kept', to: 'same', says: 'Equal dispatches can reuse its result from now on.' },
    {
      from: ['open', 'failed', 'stopped'],
      event: 'workplace.ready',
      to: 'same',
      says: 'Its checkout is there; only the tree beneath it may still be being made.',
    },
    { from: ['open', 'failed', 'stopped'], event: 'prompt.written', to: 'same', says: 'The prompt of an attempt is written.' },
    { from: 'open', event: 'attempt.starting', to: 'same', says: 'An attempt begins.' },
    { from: ['open', 'failed'], event: 'result.accepted', to: 'answered', says: 'A valid result is found, in time or late.' },
    { from: 'answered', event: 'finding.raised', to: 'same', says: 'The result raises a finding.' },
    { from: 'answered', event: 'verdict.given', to: 'same', says: 'The result judges something that the worker was asked about.' },
    { from: 'answered', event: 'gap.raised', to: 'same', says: 'The result names a gap.' },
    { from: 'answered', event: 'narrative.given', to: 'same', says: 'The result has text for the report.' },
    { from: 'answered', event: 'dispatch.ended', to: 'completed', says: 'All contents of the result are recorded.' },
    { from: 'open', event: 'dispatch.ended', to: 'failed', says: 'No further attempt is made.' },
    { from: 'open', event: 'dispatch.ended', to: 'stopped', says: 'The run concludes first.' },
    {
      from: 'completed',
      event: 'evidence.checked',
      to: 'same',
      says: 'The evidence of the result was looked up, and for an analysis also what it looked at.',
    },
    {
      from: 'completed',
      event: 'look.inconclusive',
      to: 'inconclusive',
      says: 'The analysis shows no look at the code: it opened nothing, and none of its evidence is there.',
    },
  ],
});

export function dispatchStageOf(it: DispatchState): keyof typeof DISPATCH.states {
  if (it.inconclusive !== null) return 'inconclusive';
  if (it.ended?.status === 'completed') return 'completed';
  if (it.accepted) return 'answered';
  if (!it.ended) return 'open';
  return hasFailed(it) ? 'failed' : 'stopped';
}
