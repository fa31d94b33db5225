// What a worker is asked in an examination: its verdict on findings that still need it.

import { Verdict } from '../../../contracts/findings/finding.ts';
import * as z from '../../../contracts/schema.ts';
import { ClaimedLooks } from '../../../contracts/work/receipt.ts';
import type { Steps } from '../../../runtime/steps.ts';
import { RESULT_HEAD } from '../../prompts/result-head.ts';
import { verdictsGiven, verdictsMissing } from '../accepted-result.ts';
import type { WorkKind, WorkRequest } from '../work-kind.ts';
import { questionsFor } from './rounds/questions.ts';

export const convergenceWork: WorkKind = {
  folder: 'phases/convergence',
  limits: 'verdicts',
  needs: () => [],
  *ask(run, { convergence }, dispatch, reader): Steps<WorkRequest> {
    if (!convergence) return { inputs: { skill: 'verdicts', findings: [] }, material: [] };
    const { findings, material, leaveOut } = yield* questionsFor(convergence, run.raised, dispatch.seat, dispatch.findings, reader);
    return { inputs: { skill: 'verdicts', findings }, material, leaveOut };
  },
  expects: () => ({}),
  missing: verdictsMissing,
  accept: verdictsGiven,
  output: {
    schema: RESULT_HEAD.extend({ verdicts: z.array(Verdict), looked: ClaimedLooks.optional() }),
    example: {
      role: 'analyser',
      status: 'done',
      summary: 'One finding is confirmed, one is not.',
      verdicts: [
        { finding: 'F-001', verdict: 'AGREE', basis: 'I followed the callers of markDone(); none checks the outcome.' },
        {
          finding: 'F-002',
          verdict: 'DISAGREE',
          basis: 'The lock is taken one frame up.',
          evidence: [{ path: 'src/queue.ts', line: 17, quote: '  await using lock = await this.lock();' }],
        },
      ],
      looked: [{ path: 'src/queue.ts', how: 'read' }],
    },
  },
};
