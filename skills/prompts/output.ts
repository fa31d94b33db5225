// What each role is asked to write, as a JSON Schema made from the contract, with one example.

import { z } from 'zod';
import { Finding, Verdict } from '../../contracts/finding.ts';
import { NarrativeBlock } from '../../contracts/narrative.ts';
import { Gap, Result } from '../../contracts/result.ts';

const head = Result.pick({
  dispatch: true,
  nonce: true,
  role: true,
  status: true,
  question: true,
  summary: true,
  coverage: true,
  notes: true,
  toolCalls: true,
});

const OUTPUTS = {
  'analysis': {
    schema: head.extend({ findings: z.array(Finding), gaps: z.array(Gap).optional() }),
    example: {
      role: 'analyser',
      status: 'done',
      summary: 'One defect in the retry loop; the rest of the scope was read and is sound.',
      findings: [
        {
          localId: 'a1',
          title: 'A failed upload is counted as done',
          severity: 'major',
          category: 'correctness',
          claim: 'The catch block falls through to markDone(), so a failed upload is never tried again and its file is deleted.',
          evidence: [{ path: 'src/upload.ts', line: 42, quote: '  } catch { } finally { markDone(job); }' }],
          recommendation: 'Call markDone() only after the upload has resolved.',
          confidence: 0.9,
        },
      ],
      coverage: 'All of src/ was read; tests were not run.',
    },
  },
  'convergence': {
    schema: head.extend({ verdicts: z.array(Verdict) }),
    example: {
      role: 'analyser',
      status: 'done',
      summary: 'One finding holds, one does not.',
      verdicts: [
        { finding: 'F-001', verdict: 'AGREE', basis: 'I followed the callers of markDone(); none checks the outcome.' },
        {
          finding: 'F-002',
          verdict: 'DISAGREE',
          basis: 'The lock is taken one frame above.',
          evidence: [{ path: 'src/queue.ts', line: 17, quote: '  await using lock = await this.lock();' }],
        },
      ],
    },
  },
  'report-writer': {
    schema: head.extend({ narrative: z.array(NarrativeBlock) }),
    example: {
      role: 'report-writer',
      status: 'done',
      summary: 'Written.',
      narrative: [{ kind: 'summary', text: 'Two of the three findings held when others looked …', refs: ['F-001', 'F-003'] }],
    },
  },
} as const;

export type OutputOf = keyof typeof OUTPUTS;

export const isOutput = (skill: string): skill is OutputOf => Object.hasOwn(OUTPUTS, skill);

const written = new Map<OutputOf, { schema: string; example: string }>();

export function outputFor(skill: OutputOf): { schema: string; example: string } {
  const known = written.get(skill);
  if (known) return known;
  const { schema, example } = OUTPUTS[skill];
  const made = {
    schema: JSON.stringify(z.toJSONSchema(schema, { io: 'input' })),
    example: JSON.stringify({ dispatch: 'r-abcdef.d1', nonce: '…', ...example }, null, 1),
  };
  written.set(skill, made);
  return made;
}
