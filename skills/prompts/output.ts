// What each role is asked to write, as a JSON Schema made from the contract, with one example.

import { z } from 'zod';
import { Finding, Verdict } from '../../contracts/finding.ts';
import { Gap } from '../../contracts/gap.ts';
import { NarrativeBlock } from '../../contracts/narrative.ts';
import { Result } from '../../contracts/result.ts';

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
  'critic': {
    schema: head.extend({ gaps: z.array(Gap) }),
    example: {
      role: 'critic',
      status: 'done',
      summary: 'One part of the scope was opened by nobody.',
      gaps: [
        {
          title: 'Nobody looked at how a run is taken up again after a crash',
          claim: 'All reviewers read the happy path of the queue. recover() drops a job whose lease has run out while it was at work.',
          category: 'recovery',
          evidence: [{ path: 'src/recover.ts', line: 31, quote: '  if (lease.expired) continue;' }],
        },
      ],
      coverage: 'Compared what the reviewers say they read with the tree; opened src/recover.ts and scripts/.',
    },
  },
  'gap-verification': {
    schema: head.extend({ verdicts: z.array(Verdict) }),
    example: {
      role: 'verifier',
      status: 'done',
      summary: 'The gap is real.',
      verdicts: [
        {
          finding: 'G-001',
          verdict: 'AGREE',
          basis: 'I followed the lease from its taking to recover(): a job that is at work is passed over and never taken up again.',
          evidence: [{ path: 'src/recover.ts', line: 28, quote: '  for (const lease of await leases(store)) {' }],
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
