// What the seats of a fan-out can be asked for: to look, each on its own, and to say what they found.

import { Finding } from '../../../contracts/findings/finding.ts';
import { Gap } from '../../../contracts/findings/gap.ts';
import * as z from '../../../contracts/schema.ts';
import { ClaimedLooks } from '../../../contracts/work/receipt.ts';
import { RESULT_HEAD } from '../../prompts/result-head.ts';
import { findingsRaised, gapsBeside } from '../accepted-result.ts';
import type { Need, WorkKind } from '../work-kind.ts';

const finder = (name: string, needs: readonly Need[] = ['hints']): WorkKind => ({
  folder: `phases/fan-out/${name}`,
  needs: () => needs,
  ask: () => ({ inputs: { skill: 'analysis', wants: ['findings', 'looked'] }, material: [] }),
  *accept(it, result) {
    return [...(yield* findingsRaised(it, result)), ...gapsBeside(it, result)];
  },
  output: {
    schema: RESULT_HEAD.extend({ findings: z.array(Finding), gaps: z.array(Gap).optional(), looked: ClaimedLooks.optional() }),
    example: {
      role: 'analyser',
      status: 'done',
      summary: 'One defect in the retry loop; the rest of the scope was read and is fine.',
      findings: [
        {
          localId: 'a1',
          title: 'A failed upload is counted as done',
          severity: 'major',
          category: 'correctness',
          claim: 'The catch block falls through to markDone(), so a failed upload is never retried and its file is deleted.',
          evidence: [{ path: 'src/upload.ts', line: 42, quote: '  } catch { } finally { markDone(job); }' }],
          recommendation: 'Call markDone() only after the upload has resolved.',
          confidence: 0.9,
        },
      ],
      coverage: 'All of src/ was read; tests were not run.',
      looked: [
        { path: 'src/upload.ts', how: 'read' },
        { path: 'src/queue.ts', lines: '1-120', how: 'read' },
        { glob: 'src/**', how: 'searched' },
      ],
    },
  },
});

export const finders: Readonly<Record<string, WorkKind>> = {
  'analysis': finder('analysis'),
  'requirements-discovery': finder('requirements-discovery'),
  'error-analysis': finder('error-analysis'),
  'final-verification': finder('final-verification', ['hints', 'approved-plan']),
  'release-handoff': finder('release-handoff'),
};

export const FINDERS: readonly string[] = Object.keys(finders);
