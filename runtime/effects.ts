// Every kind of effect that the lead knows: which fields identify an effect of that kind, and the two moments at which a test can
// kill the process. Effect keys and failpoints are derived from this table.

type Effect = {
  about: 'nothing' | 'dispatch' | 'attempt' | 'stage of an attempt' | 'phase' | 'provider' | 'run';
  /** Before the effect starts. */
  before: string;
  /** After the effect, but before it is recorded; null for effects that only end by being stopped. */
  after: string | null;
};

export const EFFECTS = {
  'ask-admission': {
    about: 'nothing',
    before: 'The house has not been asked.',
    after: 'The house has been asked, but the run has not recorded it.',
  },
  'await-admission': {
    about: 'nothing',
    before: 'The run is queued, but nothing waits for its turn.',
    after: 'The house granted a slot, but the run has not recorded it.',
  },
  'await-consent': {
    about: 'nothing',
    before: 'A person has to consent first, but nothing waits for it.',
    after: 'A person has consented, but the run has not recorded it.',
  },
  'capture-base': {
    about: 'nothing',
    before: 'The tree is not captured yet.',
    after: 'The capture is done but not recorded: captured again, it may be a different tree.',
  },
  'bind': { about: 'nothing', before: 'No seat is filled.', after: 'The seats were chosen but not recorded.' },
  'seek-result': {
    about: 'dispatch',
    before: 'Nobody has looked whether equal work was done before.',
    after: 'An earlier result was found, or none, but the run has not recorded it: it must be looked for again.',
  },
  'make-workplace': { about: 'dispatch', before: 'There is no checkout.', after: 'There is a checkout that is not recorded.' },
  'write-prompt': {
    about: 'attempt',
    before: 'There is no prompt.',
    after: 'There is a prompt with a nonce that is not recorded: it must be written again.',
  },
  'start': {
    about: 'attempt',
    before: 'The attempt is recorded but not started.',
    after: 'The worker runs but the journal says starting: it must be adopted, never started twice.',
  },
  'look': {
    about: 'stage of an attempt',
    before: 'Nothing watches the worker.',
    after: 'A result was seen but is not in the ledger: it must be seen again.',
  },
  'await-late': {
    about: 'dispatch',
    before: 'Nothing watches for a late result of a failed worker.',
    after: 'A late result was seen but is not in the ledger: it must be seen again.',
  },
  'hold-provider': {
    about: 'attempt',
    before: 'A worker reached the limit of its provider, but the house does not know.',
    after: 'The house holds the provider, but the run has not recorded it.',
  },
  'await-release': {
    about: 'provider',
    before: 'A run waits for a provider, but nothing listens to the house.',
    after: 'The provider was released, but the run has not recorded it.',
  },
  'end': {
    about: 'attempt',
    before: 'An ending was decided but nothing was signalled.',
    after: 'The session is gone but the journal says ending.',
  },
  'check-evidence': {
    about: 'dispatch',
    before: 'A result is accepted but its evidence was not looked up.',
    after: 'The evidence was looked up but not recorded.',
  },
  'audit-source': {
    about: 'phase',
    before: 'The sources have not been audited.',
    after: 'The sources were audited, but the journal does not say so.',
  },
  'open-plan': {
    about: 'phase',
    before: 'The approved plan has not been read.',
    after: 'The approved plan was read, but the run has not recorded it.',
  },
  'claim-stage': {
    about: 'attempt',
    before: 'No run has a stage, and it has not been asked for.',
    after: 'The house keeps a stage for a run, or its earlier work is a commit here, but the run has not recorded it.',
  },
  'prepare-stage': {
    about: 'attempt',
    before: 'A stage has no workplace.',
    after: 'A workplace is made and set up, but the journal does not say so.',
  },
  'seal-stage': {
    about: 'attempt',
    before: 'An executor is done, but its work is only in its workplace.',
    after: 'The work is a commit, but the journal does not name it.',
  },
  'prove-stage': {
    about: 'attempt',
    before: 'The validators of a stage were not run.',
    after: 'The validators were run, but the journal does not say what they came to: their sessions must be asked, not started again.',
  },
  'prove-union': {
    about: 'attempt',
    before: 'The heads of stages were not put together.',
    after:
      'They were put together and proved as a whole, but the journal does not say so: their sessions must be asked, not started again.',
  },
  'read-prompt': {
    about: 'phase',
    before: 'A prompt is to be made, but its file was not read.',
    after: 'The file was read, but the run has not recorded it.',
  },
  'compile-prompt': {
    about: 'phase',
    before: 'The macros of a prompt are not resolved.',
    after: 'The prompt is put together, but the run has not recorded it.',
  },
  'check-artifact': {
    about: 'attempt',
    before: 'A text was written but not checked.',
    after: 'It was checked, but the journal does not say so: its sessions must be asked, not started again.',
  },
  'place-artifact': {
    about: 'phase',
    before: 'A text passed its checks, but it is only in the object store.',
    after: 'The artifact is kept and written, but the journal does not say so: it must be placed again as the same.',
  },
  'compose-report': { about: 'nothing', before: 'There is no report.', after: 'The report is on disk, but the journal does not say so.' },
  'clear-workplaces': {
    about: 'nothing',
    before: 'The checkouts are still there.',
    after: 'The checkouts are out of their places, but the journal does not say so.',
  },
  'await-end': {
    about: 'run',
    before: 'The house does not know that a run has ended.',
    after: 'The house saw a run end but did not record it: its slot must become free.',
  },
  'complete-report': {
    about: 'run',
    before: 'A report is a stub, and nothing completes it.',
    after: 'The report is complete, but the house does not know: it must be found complete, and not written twice.',
  },
  'keep-held': { about: 'provider', before: 'A provider is held, but the deadlines of its workers still run.', after: null },
  'release': {
    about: 'provider',
    before: 'A provider can be used again, but the deadlines of its workers are still stopped.',
    after: 'Its workers continue, but the house does not know: they are told twice.',
  },
} as const satisfies Readonly<Record<string, Effect>>;

export type EffectName = keyof typeof EFFECTS;
