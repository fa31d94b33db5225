// The lifecycle of a run, from its acceptance to its end.

import type { SharedEventType } from '../../../contracts/run/run-event.ts';
import type { RunState } from '../state.ts';
import { lifecycle } from './lifecycle.ts';

/** Everything that its phases, dispatches and attempts do, which have tables of their own. */
const WORK = 'any event of its phases, dispatches and attempts';

const BEFORE_WORK = ['created', 'queued', 'awaiting-consent', 'intake'] as const;
const GOING = [...BEFORE_WORK, 'executing'] as const;
const CONCLUDING = ['concluding', 'cut-short'] as const;
const UNENDED = [...GOING, ...CONCLUDING] as const;

export type RunStage = RunState['life']['kind'] | 'cut-short';

export const RUN = lifecycle<RunStage, SharedEventType | typeof WORK>({
  name: 'run',
  about: 'One task on its way from acceptance to report. The next table says whether it is paused.',
  states: {
    'created': 'The task was accepted; nothing has been asked for yet.',
    'queued': 'It waits for its turn.',
    'awaiting-consent': 'It waits until a person allows a provider to receive the code of the project.',
    'intake': 'It has its slot: the base is captured and the seats are filled.',
    'executing': 'Its phases are carried out.',
    'concluding': 'Work is stopped and the report is made.',
    'cut-short': 'It could not go on because of an error in Muster; everything open was closed, and a report says so.',
    'ended': 'The report is written. Nothing more is decided.',
  },
  rows: [
    { from: 'nothing', event: 'run.created', to: 'created', says: 'A task is accepted.' },
    { from: ['created', 'queued'], event: 'run.queued', to: 'queued', says: 'It learns what it has to wait for.' },
    {
      from: ['created', 'intake'],
      event: 'consent.awaited',
      to: 'awaiting-consent',
      says: 'A provider may not receive the code of the project yet.',
    },
    { from: 'awaiting-consent', event: 'consent.given', to: 'created', says: 'A person allows it before the run got its slot.' },
    { from: 'awaiting-consent', event: 'consent.given', to: 'intake', says: 'A person allows it after the run got its slot.' },
    { from: ['created', 'queued'], event: 'run.admitted', to: 'intake', says: 'It gets its slot.' },
    { from: 'intake', event: 'base.captured', to: 'same', says: 'The files under review are captured.' },
    { from: 'concluding', event: 'base.captured', to: 'same', says: 'The capture had finished when the run was stopped.' },
    { from: 'intake', event: 'run.bound', to: 'executing', says: 'Every seat has its agent.' },
    { from: 'executing', event: 'phase.started', to: 'same', says: 'The next phase starts.' },
    { from: 'executing', event: 'phases.added', to: 'same', says: 'Phases that a worker proposed are added.' },
    { from: ['executing', 'concluding'], event: WORK, to: 'same', says: 'Work goes on, or its results are counted.' },
    {
      from: ['executing', ...CONCLUDING],
      event: 'workplace.changed',
      to: 'same',
      says: 'A worker changed a checkout that it should only read; the change is kept.',
    },
    { from: ['executing', 'concluding'], event: 'provider.held', to: 'same', says: 'A provider is put on hold.' },
    { from: ['executing', 'concluding'], event: 'provider.released', to: 'same', says: 'The provider can be used again.' },
    { from: 'executing', event: 'poll.reported', to: 'same', says: 'A long wait shows that the run is alive.' },
    { from: 'executing', event: 'gate.opened', to: 'same', says: 'A person is asked.' },
    { from: 'executing', event: 'gate.answered', to: 'same', says: 'A person answers.' },
    { from: 'executing', event: 'gate.expired', to: 'same', says: 'No answer came in time, so the run is paused.' },
    { from: UNENDED, event: 'answer.refused', to: 'same', says: 'An answer came from inside a worker and does not count.' },
    { from: GOING, event: 'run.paused', to: 'same', says: 'It starts nothing new.' },
    { from: GOING, event: 'run.resumed', to: 'same', says: 'It continues.' },
    {
      from: ['intake', 'executing', ...CONCLUDING],
      event: 'clock.jumped',
      to: 'same',
      says: 'The time of day jumped, and the working time of the run is corrected.',
    },
    { from: GOING, event: 'run.concluding', to: 'concluding', says: 'It is done, or has to stop.' },
    { from: [...GOING, 'concluding'], event: 'run.concluding', to: 'cut-short', says: 'A decision of its own was refused.' },
    {
      from: ['executing', ...CONCLUDING],
      event: 'workplace.changed',
      to: 'same',
      says: 'A worker changed its checkout, which is reported before the checkout is deleted.',
    },
    { from: CONCLUDING, event: 'run.cleared', to: 'same', says: 'Its disposable checkouts were moved aside.' },
    {
      from: CONCLUDING,
      event: 'findings.traced',
      to: 'same',
      says: 'Findings of earlier reviews were compared: still open, fixed or back.',
    },
    { from: CONCLUDING, event: 'report.composed', to: 'same', says: 'Its report is written.' },
    { from: CONCLUDING, event: 'run.ended', to: 'ended', says: 'It ends.' },
    { from: 'ended', event: 'report.completed', to: 'same', says: 'A report that had to be a stub is completed.' },
    {
      from: [...UNENDED, 'ended'],
      event: 'impact.assessed',
      to: 'same',
      says: 'Inputs of artifacts have changed; it is recorded which are made again and which are not.',
    },
    { from: 'ended', event: 'result.forgotten', to: 'same', says: 'No later run reuses its results.' },
    { from: 'ended', event: 'run.pruned', to: 'same', says: 'Its files are deleted to make room.' },
    { from: UNENDED, event: 'lead.taken', to: 'same', says: 'A node of a fleet leads it from now on.' },
    { from: UNENDED, event: 'effect.failed', to: 'same', says: 'Something could not be done and will be tried again.' },
    { from: [...UNENDED, 'ended'], event: 'note.added', to: 'same', says: 'A note is added; always possible.' },
  ],
});

const NAMED: ReadonlySet<string> = new Set(RUN.rows.map((it) => it.event));

export const runStageOf = ({ life }: Pick<RunState, 'life'>): RunStage =>
  life.kind === 'concluding' && life.reason === 'decision-refused' ? 'cut-short' : life.kind;

/** How the run's table names an event: by its type, or as work in general. */
export const runEventOf = (type: string): SharedEventType | typeof WORK => (NAMED.has(type) ? (type as SharedEventType) : WORK);
