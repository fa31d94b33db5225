// What each role is asked to write, as a JSON Schema made from the contract, with one example.

import { z } from 'zod';
import { Finding, Verdict } from '../../contracts/findings/finding.ts';
import { Gap } from '../../contracts/findings/gap.ts';
import { Plan } from '../../contracts/plan/plan.ts';
import type { Skill } from '../../contracts/task/skill.ts';
import { PhaseTemplate } from '../../contracts/task/template.ts';
import { NarrativeBlock } from '../../contracts/work/narrative.ts';
import { Result } from '../../contracts/work/result.ts';

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

const FINDINGS = {
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
} as const;

const PLAN_EXAMPLE = {
  goal: 'A failed upload is tried again and never loses its file.',
  acceptance: [{ description: 'The tests of the queue pass.', validator: { kind: 'test-pass', command: 'test' } }],
  options: [
    { title: 'Mark a job done only after the upload', pros: ['one place, small'], cons: ['the queue keeps failed jobs longer'] },
    { title: 'A journal of uploads', pros: ['bears any crash'], cons: ['a new store to look after'] },
  ],
  recommended: 'Mark a job done only after the upload',
  commands: { test: ['npm', 'test'] },
  stages: [
    {
      id: 'retry-failed-uploads',
      title: 'Try failed uploads again',
      goal: 'markDone() is called only for uploads that resolved.',
      owner: 'executor',
      dependsOn: [],
      files: ['src/upload.ts', 'test/upload.test.ts'],
      steps: [
        { action: 'RED: a test in which the upload rejects', detail: 'test/upload.test.ts: the job must still be queued afterwards.' },
        { action: 'GREEN: move markDone() after the await', detail: 'src/upload.ts:42' },
      ],
      sliceValue: 'No file is lost when the network fails.',
      acceptance: 'The new test passes, and all others.',
      validators: [{ kind: 'test-pass', command: 'test' }],
      exitContract: 'src/upload.ts marks a job done in one place only.',
      toolProfile: ['edit', 'run-tests'],
    },
  ],
  rollback: 'Revert the one commit; nothing is stored in a new form.',
  checklist: ['A job whose upload failed is in the queue afterwards.'],
  requirementCoverage: [{ requirement: 'F-001', stages: ['retry-failed-uploads'] }],
} as const;

const OUTPUTS = {
  'analysis': FINDINGS,
  'requirements-discovery': FINDINGS,
  'error-analysis': FINDINGS,
  'final-verification': FINDINGS,
  'release-handoff': FINDINGS,
  'planning': {
    schema: head.extend({ plan: Plan }),
    example: { role: 'planner', status: 'done', summary: 'One stage mends the loss; the other option is heavier.', plan: PLAN_EXAMPLE },
  },
  'plan-verification': {
    schema: head.extend({ verdicts: z.array(Verdict) }),
    example: {
      role: 'verifier',
      status: 'done',
      summary: 'The stage does what it says; its rollback does not.',
      verdicts: [
        { finding: 'P-STG-1', verdict: 'AGREE', basis: 'src/upload.ts has no other caller of markDone().' },
        { finding: 'P-RBK-1', verdict: 'DISAGREE', basis: 'Jobs that were requeued are run twice after a revert.' },
      ],
    },
  },
  'phase-planning': {
    schema: head.extend({ phases: z.array(PhaseTemplate).max(20) }),
    example: {
      role: 'planner',
      status: 'done',
      summary: 'A second look at the errors, and one round of examination.',
      phases: [{ key: 'errors', kind: 'fan-out', role: 'analyser', skill: 'error-analysis' }],
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
} as const satisfies Record<Skill, { schema: z.ZodType; example: object }>;

const written = new Map<Skill, { schema: string; example: string }>();

export function outputFor(skill: Skill): { schema: string; example: string } {
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
