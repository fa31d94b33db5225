// The words for how severe a finding is and what became of it, without the schemas made of them: a command that only checks what was
// typed needs no more.

export const SEVERITIES = ['critical', 'major', 'minor', 'info'] as const;

export const FINDING_STATES = [
  'queued',
  'full-consensus',
  'partial-consensus',
  'rechecked',
  'worker-unique',
  'rule-only',
  'not-examined',
  'contested',
  'refuted',
  'withdrawn',
  'unsupported',
  'dismissed',
  'pre-existing',
  'merged',
] as const;
