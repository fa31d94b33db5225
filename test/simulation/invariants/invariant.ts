// The invariants of every simulated run, by name. A failing seed says which of them it broke.

export const INVARIANTS = {
  'one-end': 'a run ends once, with one report',
  'one-live-attempt': 'two attempts of one dispatch never live at once',
  'nothing-lost': 'what was accepted stays, and what was finished before its worker ended is accepted',
  'finished-is-spared': 'no worker is ended whose finished result lies there',
  'healthy-live': 'no healthy worker is ended for silence, or told that its answer is none',
  'own-answers': 'only a whole answer to this very prompt is accepted',
  'findings-reported': 'every finding that was raised is in the report exactly once',
  'words-given': 'every word in the report was spoken, and every word that was spoken is in it',
  'dissent-kept': 'nobody is told that all agree where somebody does not',
  'looked-before-words': 'nobody is asked to judge findings who found nothing and says of no file that it opened it',
  'looked-at-by-another':
    'nothing is held by two of whom only one has looked at it by itself, and no item of a plan by voters who have not',
  'accepted-as-seen': 'work is accepted only if everything in question is shown to have been opened',
  'settled-once': 'a finding is settled once, and never sent out again',
  'plan-approved': 'a plan is approved as it was shown and passed, by somebody, and no run is done without what it was to bring',
  'gaps-settled': 'every gap that a critic named is looked at by another, or said to be a risk',
  'gates': 'a question is answered once, by somebody who saw what it shows',
  'nothing-after-end': 'after the end of a run there come only notes',
  'replay': 'the journal gives the very state that is lived in, also from the middle on',
  'plain-effects': 'an effect is plain data, and holds all that its performer needs',
  'paid-once': 'what a conversation has cost is counted once, however many attempts went on with it',
  'violations-told': 'what a worker changed in its checkout is kept and told before the checkout goes',
  'chain': 'a journal that was changed is noticed',
  'always-moving': 'every run that has not ended has something under way, or a time at which it wakes up',
  'retry-budget': 'each reason for an end has its consequence, as often as the table says and no oftener',
  'same-prompt': 'a worker is started with the newest prompt that was journaled for it, and with its word',
  'budget': 'nothing paid starts beyond the ceiling, with what others have reserved',
  'held-rests': 'no worker starts at a provider that rests',
  'pause': 'nothing starts while a run is paused, and a pause ends',
  'deadline': 'the deadline of a run comes after so much work, neither earlier nor later',
  'phase-limit': 'the time limit of a phase comes after so much work, neither earlier nor later',
  'place': 'a run that has ended gives its place to another',
  'loops-go-on': 'no loop stops over anything but somebody else who writes its stream',
  'one-attempt-of-a-stage': 'two attempts at one stage never live at once',
  'proved': 'what counts as verified has a proof that gives the same when it is made again',
  'proved-together': 'what is told as proved as a whole is green by every command of every stage',
  'only-done-is-merged': 'what is put together is verified, or accepted by a person, and nothing else is in it',
  'project-untouched': 'nobody writes to the project, nor to any repository but that of the home',
  'requests-owned': 'a stage that cannot go on by itself is somebody’s to decide',
  'work-kept': 'work of executors is never thrown away: it is a commit before its place goes',
  'claims-held': 'a stage is begun by the run that the house has given it to, and by no other',
  'sealed-at-rest': 'a workplace is committed when nobody works there any more',
  'checks-of-proofs': 'a command is run for a proof or a place that is being made, and in a place that is there',
  'places-removed': 'no place of a stage or of a proof outlives its run',
  'reused-is-sound':
    'an earlier result is taken only where it was accepted, is not flagged, inconclusive or forgotten, and answers the very same',
  'one-voice': 'one answer never counts for two seats',
  'one-works-on-a-key': 'two workers never work on the same at once, unless one was not to be waited for',
  'same-journal': 'the same seed gives the same journal',
} as const;

export type Invariant = keyof typeof INVARIANTS;

export class BrokenInvariant extends Error {
  readonly invariant: Invariant;

  constructor(invariant: Invariant, detail: string) {
    super(`${invariant}: ${detail}`);
    this.invariant = invariant;
  }
}

export function must(holds: boolean, invariant: Invariant, detail: () => string): void {
  if (!holds) throw new BrokenInvariant(invariant, detail());
}
