// An example of a plan, for the planner's prompt.

export const PLAN_EXAMPLE = {
  goal: 'A failed upload is retried and never loses its file.',
  acceptance: [{ description: 'The tests of the queue pass.', validator: { kind: 'test-pass', command: 'test' } }],
  options: [
    { title: 'Mark a job done only after the upload', pros: ['one place, small'], cons: ['the queue keeps failed jobs longer'] },
    { title: 'A journal of uploads', pros: ['survives any crash'], cons: ['a new store to maintain'] },
  ],
  recommended: 'Mark a job done only after the upload',
  commands: { test: ['npm', 'test'] },
  stages: [
    {
      id: 'retry-failed-uploads',
      title: 'Retry failed uploads',
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
      toolProfile: ['coding'],
    },
  ],
  rollback: 'Revert the one commit; nothing is stored in a new form.',
  checklist: ['A job whose upload failed is in the queue afterwards.'],
  requirementCoverage: [{ requirement: 'F-001', stages: ['retry-failed-uploads'] }],
} as const;
