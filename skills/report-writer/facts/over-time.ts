// Compares the findings of a review with earlier reviews of the branch: what is new, what is still open although no one raised it
// again, what is fixed, and what came back.

import type { FindingChange } from '../../../contracts/findings/tracked.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { changeWords, sortChanges } from '../../identity/comparison-words.ts';
import { dateTime } from '../../wording/numbers.ts';
import type { Say } from '../language/english.ts';

export type OverTimeRow = {
  id: string;
  severity: string;
  title: string;
  place: string;
  says: string /** It stands in the lines that fixed another. */;
  afterFix: boolean;
};
export type OverTimePart = { heading: string; rows: OverTimeRow[] };
export type OverTime = { sentence: string; parts: OverTimePart[] };

/** Undefined for the first review of a branch, where everything is new. */
export function overTimeOf({ overTime, judgement }: RunView, say: Say): OverTime | undefined {
  if (overTime?.since === undefined) return undefined;
  const { fresh, open, fixed, back } = sortChanges(overTime.traces);
  // Where nobody has judged, that nothing is new is no news.
  if (judgement?.came === 'not-judged' && fresh.length + open.length + fixed.length + back.length === 0) return undefined;
  const part = (heading: string, traces: readonly FindingChange[]): OverTimePart[] =>
    traces.length === 0 ? [] : [{ heading: say(heading), rows: traces.map((it) => rowOf(it, say)) }];
  return {
    sentence: say('Since {run} ({date}): {changes}.', {
      run: overTime.since.run,
      date: dateTime(overTime.since.at),
      changes: changeWords(overTime.traces, say),
    }),
    parts: [
      ...part('New', fresh),
      ...part('Came back', back),
      ...part('Fixed', fixed),
      ...part('Still open, not raised again in this run', notRaised(open)),
    ],
  };
}

const notRaised = (open: readonly FindingChange[]): FindingChange[] => open.filter((it) => it.finding === undefined);

function rowOf({ tracked, finding, possibly, afterFixOf, change }: FindingChange, say: Say): OverTimeRow {
  const { id, severity, title, anchor, fixed, first } = tracked;
  const place = anchor === null ? '' : `${anchor.path}${anchor.line === undefined ? '' : `:${anchor.line}`}`;
  const says = [
    ...(finding === undefined ? [] : [say('{finding} in this run', { finding })]),
    ...(change === 'fixed' && fixed ? [fixedWords(fixed, say)] : []),
    ...(change === 'first-seen' || change === 'fixed' ? [] : [say('first seen in {run}', { run: first.run })]),
    ...(possibly === undefined ? [] : [say('possibly {id}', { id: possibly })]),
    ...(afterFixOf === undefined ? [] : [say('after the fix of {id}', { id: afterFixOf })]),
  ].join(', ');
  return { id, severity, title, place, says, afterFix: afterFixOf !== undefined };
}

const fixedWords = ({ commit, why }: NonNullable<FindingChange['tracked']['fixed']>, say: Say): string =>
  commit === null ? say(why) : say('fixed by {commit}', { commit: commit.slice(0, 12) });
