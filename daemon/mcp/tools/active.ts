// run_active: what is in progress, and who has to act on what.

import * as z from '../../../contracts/schema.ts';
import { isOpenGate } from '../../cli/named/find-gate.ts';
import { isReady, isUndecided, outsideSeats, stagesOf } from '../open-stages.ts';
import { gateLine } from '../short-run.ts';
import { tool } from '../tool.ts';
import { withRecords } from '../with-records.ts';

export const active = tool({
  name: 'run_active',
  title: 'What is in progress',
  says:
    'Runs that have not ended, what each waits for, stages of plans that can be taken (readyStages) or that need a decision, and the approvals that only a person can give, with the command for each. ' +
    'Show those commands to the person; no tool can answer a gate.',
  for: 'any',
  reads: true,
  input: z.strictObject({ project: z.string().max(4_096).optional().describe('only runs about this project') }),
  run: ({ project }, here) =>
    withRecords(here, async (records) => {
      const views = await Promise.all((await records.runs({ ended: false })).map(({ run }) => records.view(run)));
      const meant = views.filter(({ task }) => project === undefined || task.project === project);
      return {
        runs: meant.map((view) => ({
          run: view.id,
          title: view.task.title,
          project: view.task.project,
          status: view.status,
          waitsFor: view.waitsFor,
          youCan: view.status === 'paused' ? ['run_resume', 'run_cancel'] : ['run_events with wait', 'run_cancel'],
        })),
        readyStages: meant.flatMap((view) => {
          const seats = outsideSeats(view);
          const stages = stagesOf(view);
          const ready = seats.length === 0 ? [] : stages.filter((it) => isReady(it, stages));
          return ready.map(({ stage, title, attempts, reasons }) => ({
            run: view.id,
            stage,
            title,
            attempts,
            reasons,
            seats,
            youCan: 'run_start_stage',
          }));
        }),
        openStages: meant.flatMap((view) =>
          stagesOf(view)
            .filter(isUndecided)
            .map((it) => ({ run: view.id, ...it, youCan: 'run_apply_policy with retry, change-agent, decompose or escalate' })),
        ),
        needsAPerson: meant.flatMap((view) => view.gates.filter(isOpenGate).map((it) => ({ run: view.id, ...gateLine(it) }))),
      };
    }),
});
