// run_resume and run_cancel: the two ways an agent may steer a run.

import { randomUUID } from 'node:crypto';
import { MusterError } from '../../../contracts/errors.ts';
import * as z from '../../../contracts/schema.ts';
import { tool } from '../tool.ts';
import { withRecords } from '../with-records.ts';
import { order } from './order.ts';

export const resume = tool({
  name: 'run_resume',
  title: 'Resume a paused run',
  says: 'Continues a run that is paused, by its id. Without `run`: lists the paused runs with their age and reason, and resumes none.',
  for: 'lead',
  reads: false,
  input: z.strictObject({
    run: z.string().max(40).optional(),
    stale: z.boolean().optional().describe('even after a pause of more than a week'),
  }),
  async run({ run: given, stale }, here) {
    if (given === undefined)
      return withRecords(here, async (records) => {
        const views = await Promise.all((await records.runs({ ended: false })).map(({ run }) => records.view(run)));
        const paused = views.filter(({ status }) => status === 'paused');
        return {
          paused: paused.map((it) => ({
            run: it.id,
            title: it.task.title,
            project: it.task.project,
            createdAt: it.createdAt,
            why: it.waitsFor,
          })),
        };
      });
    const { run, status } = await withRecords(here, async (records) => {
      const view = await records.view(await records.named(given));
      return { run: view.id, status: view.status };
    });
    if (status !== 'paused')
      throw new MusterError(
        'command-refused',
        `${run} is not paused; it is ${status}`,
        'Call run_resume without `run` to see the paused ones.',
      );
    await order(here, { kind: 'resume', run, ...(stale === undefined ? {} : { stale }) }, randomUUID());
    return { run, accepted: 'it continues; run_events shows how' };
  },
});

export const cancel = tool({
  name: 'run_cancel',
  title: 'End a run',
  says: 'Ends the workers of a run. A report of what was delivered is still written; run_events shows the end.',
  for: 'lead',
  reads: false,
  input: z.strictObject({ run: z.string().max(40), reason: z.string().min(1).max(4_000) }),
  async run({ run: given, reason }, here) {
    const run = await withRecords(here, (records) => records.named(given));
    await order(here, { kind: 'abort', run, reason }, randomUUID());
    return { run, accepted: 'it is being ended; run_events shows when it has' };
  },
});
