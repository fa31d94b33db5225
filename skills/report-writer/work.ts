// What the report-writer is asked for: words about the facts, each block with its references.

import * as z from '../../contracts/schema.ts';
import { NarrativeBlock } from '../../contracts/work/narrative.ts';
import type { WorkKind } from '../phases/work-kind.ts';
import { RESULT_HEAD } from '../prompts/result-head.ts';
import { checkNarrative } from '../prompts/trace.ts';

export const reportWriting: WorkKind = {
  folder: 'report-writer',
  needs: () => ['facts'],
  ask: () => ({ inputs: { skill: 'report' }, material: [] }),
  accept: ({ dispatch, seat, known }, { narrative }) => [
    { type: 'narrative.given', payload: { dispatch, blocks: checkNarrative(narrative, known(), seat) } },
  ],
  output: {
    schema: RESULT_HEAD.extend({ narrative: z.array(NarrativeBlock) }),
    example: {
      role: 'report-writer',
      status: 'done',
      summary: 'Written.',
      narrative: [{ kind: 'summary', text: 'Two of the three findings were confirmed when others looked …', refs: ['F-001', 'F-003'] }],
    },
  },
};
