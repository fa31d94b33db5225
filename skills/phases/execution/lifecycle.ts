// The life of a stage as a table: from which state an event leads to which. What has no row does not happen.

import type { StageStateName } from '../../../contracts/plan/carried-out.ts';

type Row = readonly [from: StageStateName, event: string, to: StageStateName, says: string];

const ENDS = ['verified', 'unproved', 'rejected', 'unavailable', 'interrupted'] as const;
const settled = (from: StageStateName, says: string, to: readonly StageStateName[]): Row[] =>
  to.map((it) => [from, `stage.settled ${it}`, it, says]);

const STAGE_LIFE: readonly Row[] = [
  ['pending', 'stage.claimed', 'claimed', 'What it depends on is done, and an executor is free.'],
  ['pending', 'stage.unreachable', 'unreachable', 'A stage that it depends on will never be done.'],
  ['claimed', 'stage.prepared', 'working', 'Its workplace is made, and its executor is asked.'],
  ...settled('claimed', 'Its workplace could not be made, or the run ended first.', ['unavailable', 'interrupted']),
  ['working', 'stage.proposed', 'proposed', 'The executor says that it is done.'],
  ...settled('working', 'The executor left no proposal, or the run ended first.', ['rejected', 'interrupted']),
  ['proposed', 'stage.sealed', 'verifying', 'The program has committed what is in the workplace.'],
  ...settled('proposed', 'The run ended first, or the work could not be committed.', ['unavailable', 'interrupted']),
  ['verifying', 'stage.proved', 'verifying', 'Its validators were run.'],
  ...settled('verifying', 'What its validators came to.', ENDS),
  ['rejected', 'stage.claimed', 'claimed', 'It is tried again, with the reasons.'],
  ['unproved', 'stage.claimed', 'claimed', 'A person wants it tried again.'],
  ['unavailable', 'stage.claimed', 'claimed', 'A person wants it tried again.'],
  ['unproved', 'stage.accepted', 'accepted', 'A person takes it as it is; it counts as done, and not as proved.'],
  ['rejected', 'stage.left', 'rejected', 'It is not tried again.'],
  ['unproved', 'stage.left', 'unproved', 'Nobody takes it as it is.'],
  ['unavailable', 'stage.left', 'unavailable', 'It is not tried again.'],
];

/** Where the event leads; nothing where it cannot happen in that state. */
export const nextState = (from: StageStateName, event: string): StageStateName | undefined =>
  STAGE_LIFE.find((it) => it[0] === from && it[1] === event)?.[2];
