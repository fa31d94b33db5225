// Places at which a test lets this process die on the spot, as a power cut would have it. Each name
// stands for one race between two things that cannot happen together; the kill matrix walks the list.

import { closeSync, openSync } from 'node:fs';

/** Of what the lead has done in the world: before it was begun, and when it was done and the lead does not know. */
const EFFECTS = {
  'ask-admission': ['The house was not asked.', 'The house was asked, and the run does not know.'],
  'await-admission': ['The run is queued and nobody waits for its turn.', 'The house granted a place, and the run does not know.'],
  'capture-base': [
    'The tree is not captured yet.',
    'The capture has its ref and is in no journal: captured again, it may be another tree.',
  ],
  'await-consent': ['A person has to say something first, and nobody listens.', 'A person has allowed it, and the run does not know.'],
  'bind': ['No seat is filled.', 'The seats were chosen and forgotten.'],
  'make-workplace': ['There is no checkout.', 'There is a checkout that nobody knows of.'],
  'write-prompt': ['There is no prompt.', 'There is a prompt with a nonce that nobody remembers: it must be written anew.'],
  'start': [
    'The attempt is journaled and nothing runs.',
    'The worker runs and the journal says starting: it must be adopted, never doubled.',
  ],
  'look': ['Nobody watches the worker.', 'A result was seen and is not in the ledger: it must be seen again.'],
  'await-late': [
    'Nobody watches for what a failed worker may still write.',
    'A late result was seen and is not in the ledger: it must be seen again.',
  ],
  'hold-provider': [
    'A worker met the limit of its provider and the house does not know.',
    'The house holds the provider, and the run does not know.',
  ],
  'await-release': ['A run waits for a provider and nobody listens to the house.', 'The provider was released, and the run does not know.'],
  'end': ['An ending was decided and nothing was signalled.', 'The session is gone and the journal says ending.'],
  'check-evidence': ['A result is accepted and its evidence was not looked up.', 'The evidence was looked up and forgotten.'],
  'audit-source': [
    'Nobody has looked whether the sources stayed as they were.',
    'The sources were looked at and the journal does not know.',
  ],
  'compose-report': ['There is no report.', 'The report is on disk and the journal does not know.'],
  'clear-workplaces': ['The checkouts still stand.', 'The checkouts are gone and the journal does not know.'],
  'complete-report': [
    'A report is a stub, and nobody makes it whole.',
    'The report is whole and the house does not know: it must be found whole, and not written twice.',
  ],
  'await-end': ['The house does not know that a run has ended.', 'The house saw a run end and forgot: its place must be given on.'],
  // It ends only by being aborted: there is no after.
  'keep-held': ['A provider is held and the time of its workers runs on.', null],
  'release': [
    'A provider may work again and its workers stand still.',
    'Its workers go on, and the house does not know: they are told so twice.',
  ],
} as const satisfies Record<string, readonly [before: string, after: string | null]>;

/** What the lead can want done, by the name of its kind. */
export type EffectName = keyof typeof EFFECTS;
type Lasting = { [K in EffectName]: (typeof EFFECTS)[K][1] extends null ? K : never }[EffectName];

const PLACES = {
  'host.epoch-written': 'The host knows that a daemon has taken over, and that daemon was not welcomed.',
  'host.asked': 'A start was asked for and nothing is on disk: asked again, the next host must start it.',
  'host.intent-written': 'The intent is on disk and nothing is forked: the next host must find nobody, and say lost.',
  'host.forked': 'The worker runs and its pid is in no file: the next host must find it by its mark.',
  'host.started-written': 'The worker runs and its pid is known, but nobody was told that it started.',
  'host.exit-seen': 'The worker is gone and its exit is only in memory: the next host can say no more than lost.',
  'host.before-ended': 'Everybody is gone and the end is not on disk: the next host can say no more than lost.',
  'host.ended-written': 'The end is on disk and nobody was told: the next host must give the very same end.',
  'host.before-kill': 'A worker was about to be ended: the next host must end it.',
  'host.after-kill': 'A worker was told to end and perhaps has: the next host must confirm that it is gone.',
  'host.lost-found': 'A host that died had left a worker, and the one that found it dies too: the third must end it.',
  'ledger.before-commit': 'Events are written and not committed: nothing of them may be seen.',
  'ledger.after-commit': 'Events are durable and not even the one who wrote them knows.',
  'lead.before-append': 'Something was decided and is nowhere: the next daemon must decide it again.',
  'lead.after-append': 'The decision is durable and nobody acted on it: the next daemon must act.',
  'file.before-rename': 'A file is written beside its place: readers must see the one before it, or none.',
  'file.after-rename': 'A file is in its place and nobody was told.',
  'inbox.before-claim': 'A drop lies still and is not claimed.',
  'inbox.claimed': 'A drop has its run id in its name and no run: the next daemon must make that run.',
  'inbox.created': 'The run exists and its drop still lies among the claimed: the next daemon must move it, and make no second run.',
  'inbox.linked':
    'A drop lies on its shelf and where it came from: the next daemon must not put it there twice, and must still say why it was rejected.',
  'control.asked': 'Somebody gave a command and nothing is done.',
  'control.done': 'A command is done and who gave it was not told: given again it must not be done twice.',
  'prune.decided': 'A run is to be pruned and its files are all there: the next time they go.',
  'projection.before-write': 'Events are durable and no line tells of them.',
  'projection.between-files': 'The lines are in one file and not in the next: both must have them once.',
  'projection.after-write': 'The lines are written and the cursor is not: they must not be written twice.',
} as const satisfies Record<string, string>;

export type FailpointName = keyof typeof PLACES | `effect.${EffectName}.before` | `effect.${Exclude<EffectName, Lasting>}.after`;

/** Every place there is, with its sentence. */
export const FAILPOINTS: Readonly<Record<FailpointName, string>> = { ...PLACES, ...placesOfEffects() };

function placesOfEffects(): Record<Exclude<FailpointName, keyof typeof PLACES>, string> {
  const pairs = Object.entries(EFFECTS).flatMap(([kind, [before, after]]) => [
    [`effect.${kind}.before`, before],
    ...(after === null ? [] : [[`effect.${kind}.after`, after]]),
  ]);
  return Object.fromEntries(pairs);
}

/** `host.forked` dies at the first hit, `host.forked:3` at the third. */
const armed = /^(?<name>[a-z.-]+)(?::(?<hit>\d+))?$/.exec(process.env.MUSTER_FAILPOINT ?? '')?.groups;
let hitsLeft = Number(armed?.hit ?? 1);

/** Dies here by SIGKILL when the environment asks for this very place; otherwise nothing. */
export function failpoint(name: FailpointName): void {
  if (armed === undefined || armed.name !== name) return;
  hitsLeft -= 1;
  if (hitsLeft === 0 && isFirst()) process.kill(process.pid, 'SIGKILL');
}

/** Around whatever the lead has done; the kind of it is in the name. That each kind has its names, a test sees to. */
export function effectFailpoint(kind: string, when: 'before' | 'after'): void {
  failpoint(`effect.${kind}.${when}` as FailpointName);
}

/** With MUSTER_FAILPOINT_ONCE only one process of all that inherit it dies: the one that makes that file. */
function isFirst(): boolean {
  const mark = process.env.MUSTER_FAILPOINT_ONCE;
  if (mark === undefined) return true;
  try {
    closeSync(openSync(mark, 'wx', 0o600));
    return true;
  } catch {
    return false;
  }
}
