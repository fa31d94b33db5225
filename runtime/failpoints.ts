// Places at which a test lets this process die on the spot, as a power cut would have it. Each name
// stands for one race between two things that cannot happen together; the kill matrix walks the list.

import { closeSync, openSync } from 'node:fs';

export const FAILPOINTS = {
  'host.intent-written': 'The intent is on disk and nothing is forked: the next host must find nobody, and say lost.',
  'host.forked': 'The worker runs and its pid is in no file: the next host must find it by its mark.',
  'host.started-written': 'The worker runs and its pid is known, but nobody was told that it started.',
  'host.exit-seen': 'The worker is gone and its exit is only in memory: the next host can say no more than lost.',
  'host.ended-written': 'The end is on disk and nobody was told: the next host must give the very same end.',
  'host.before-kill': 'A worker was about to be ended: the next host must end it.',
  'host.after-kill': 'A worker was told to end and perhaps has: the next host must confirm that it is gone.',
  'lead.before-append': 'Something was decided and is nowhere: the next daemon must decide it again.',
  'lead.after-append': 'The decision is durable and nobody acted on it: the next daemon must act.',
  'inbox.claimed': 'A drop has its run id in its name and no run: the next daemon must make that run.',
  'inbox.created': 'The run exists and its drop still lies among the claimed: the next daemon must move it, and make no second run.',
  'projection.before-write': 'Events are durable and no line tells of them.',
  'projection.after-write': 'The lines are written and the cursor is not: they must not be written twice.',
  'effect.ask-admission.before': 'The house was not asked.',
  'effect.ask-admission.after': 'The house was asked, and the run does not know.',
  'effect.await-admission.before': 'The run is queued and nobody waits for its turn.',
  'effect.await-admission.after': 'The house granted a place, and the run does not know.',
  'effect.await-consent.before': 'A person has to say something first, and nobody listens.',
  'effect.await-consent.after': 'A person has allowed it, and the run does not know.',
  'effect.capture-base.before': 'The tree is not captured yet.',
  'effect.capture-base.after': 'The capture has its ref and is in no journal: captured again, it may be another tree.',
  'effect.bind.before': 'No seat is filled.',
  'effect.bind.after': 'The seats were chosen and forgotten.',
  'effect.make-workplace.before': 'There is no checkout.',
  'effect.make-workplace.after': 'There is a checkout that nobody knows of.',
  'effect.write-prompt.before': 'There is no prompt.',
  'effect.write-prompt.after': 'There is a prompt with a nonce that nobody remembers: it must be written anew.',
  'effect.start.before': 'The attempt is journaled and nothing runs.',
  'effect.start.after': 'The worker runs and the journal says starting: it must be adopted, never doubled.',
  'effect.look.before': 'Nobody watches the worker.',
  'effect.look.after': 'A result was seen and is not in the ledger: it must be seen again.',
  'effect.await-late.before': 'Nobody watches for what a failed worker may still write.',
  'effect.await-late.after': 'A late result was seen and is not in the ledger: it must be seen again.',
  'effect.hold-provider.before': 'A worker met the limit of its provider and the house does not know.',
  'effect.hold-provider.after': 'The house holds the provider, and the run does not know.',
  'effect.await-release.before': 'A run waits for a provider and nobody listens to the house.',
  'effect.await-release.after': 'The provider was released, and the run does not know.',
  'effect.end.before': 'An ending was decided and nothing was signalled.',
  'effect.end.after': 'The session is gone and the journal says ending.',
  'effect.check-evidence.before': 'A result is accepted and its evidence was not looked up.',
  'effect.check-evidence.after': 'The evidence was looked up and forgotten.',
  'effect.audit-source.before': 'Nobody has looked whether the sources stayed as they were.',
  'effect.audit-source.after': 'The sources were looked at and the journal does not know.',
  'effect.compose-report.before': 'There is no report.',
  'effect.compose-report.after': 'The report is on disk and the journal does not know.',
  'effect.clear-workplaces.before': 'The checkouts still stand.',
  'effect.clear-workplaces.after': 'The checkouts are gone and the journal does not know.',
  'effect.keep-held.before': 'A provider is held and the time of its workers runs on.',
  'effect.release.before': 'A provider may work again and its workers stand still.',
  'effect.release.after': 'Its workers go on, and the house does not know: they are told so twice.',
  'effect.complete-report.before': 'A report is a stub, and nobody makes it whole.',
  'effect.complete-report.after': 'The report is whole and the house does not know: it must be found whole, and not written twice.',
  'effect.await-end.before': 'The house does not know that a run has ended.',
  'effect.await-end.after': 'The house saw a run end and forgot: its place must be given on.',
} as const satisfies Record<string, string>;

export type FailpointName = keyof typeof FAILPOINTS;

/** `host.forked` dies at the first hit, `host.forked:3` at the third. */
const armed = /^(?<name>[a-z.-]+)(?::(?<hit>\d+))?$/.exec(process.env.MUSTER_FAILPOINT ?? '')?.groups;
let hitsLeft = Number(armed?.hit ?? 1);

/** Dies here by SIGKILL when the environment asks for this very place; otherwise nothing. */
export function failpoint(name: FailpointName): void {
  if (armed === undefined || armed.name !== name) return;
  hitsLeft -= 1;
  if (hitsLeft === 0 && isFirst()) process.kill(process.pid, 'SIGKILL');
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
