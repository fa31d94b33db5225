// The names of severities and of the states of findings, without schemas: a command that only validates its arguments needs no
// more.

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
