// An index of runs by the names of their tasks, so that the few runs with a given name are found without searching thousands. Pure.

import type { IndexDefinition } from '../../../runtime/ledger/indexes/definition.ts';
import type { RunEventOf } from '../../phases/events.ts';

const COLUMNS = ['task', 'project', 'run', 'at'] as const;

export const RUNS_BY_TASK_NAME: IndexDefinition<(typeof COLUMNS)[number]> = {
  name: 'filed',
  version: 1,
  columns: COLUMNS,
  lookups: ['task'],
  rows({ type, at, payload }) {
    if (type !== 'run.created') return [];
    const { run, task } = payload as RunEventOf<'run.created'>['payload'];
    return task.task === undefined ? [] : [[task.task, task.project, run, at]];
  },
};
