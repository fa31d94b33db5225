// run_apply_policy: what a leading agent may decide about a stage. It never lowers the requirements: only a person can.

import { randomUUID } from 'node:crypto';
import { PolicyAction } from '../../../contracts/plan/policy.ts';
import * as z from '../../../contracts/schema.ts';
import { stagesOf } from '../open-stages.ts';
import { tool } from '../tool.ts';
import { withRecords } from '../with-records.ts';
import { order } from './order.ts';

export const policy = tool({
  name: 'run_apply_policy',
  title: 'Decide about a stage',
  says:
    'Decides what happens with a stage of a plan that was rejected, could not be tried, or has no proof (run_active lists them): retry, ' +
    'change-agent, decompose into parts, or escalate to a person. Parts stay within the files of the stage and keep its validators. ' +
    'change-validator, amend-scope, skip and abort are refused, because they need a person. If a precondition is missing, nothing changes.',
  for: 'lead',
  reads: false,
  input: z.strictObject({ run: z.string().max(40), stage: z.string().min(1).max(40), action: PolicyAction }),
  async run({ run: given, stage, action }, here) {
    const run = await withRecords(here, (records) => records.named(given));
    await order(here, { kind: 'policy', run, stage, action }, randomUUID());
    const view = await withRecords(here, (records) => records.view(run));
    return { run, stage, tookEffect: action.do, stages: stagesOf(view) };
  },
});
