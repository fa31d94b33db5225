// Places where a test can kill this process at once, as a power cut would. Each stands for a crash between two steps that are not
// atomic together; the kill matrix goes through the list.

import { closeSync, openSync } from 'node:fs';
import { EFFECTS, type EffectName } from './effects.ts';

type Lasting = { [K in EffectName]: (typeof EFFECTS)[K]['after'] extends null ? K : never }[EffectName];

const PLACES = {
  'host.epoch-written': 'The host knows that a daemon has taken over, but has not welcomed it.',
  'host.asked': 'A start was requested but nothing is on disk: asked again, the next host must start it.',
  'host.intent-written': 'The intent is on disk but nothing is forked: the next host must find no process and report it lost.',
  'host.forked': 'The worker runs but its pid is in no file: the next host must find it by its mark.',
  'host.started-written': 'The worker runs and its pid is on disk, but the daemon was not told.',
  'host.exit-seen': 'The worker is gone but its exit is only in memory: the next host can only report it lost.',
  'host.before-ended': 'All processes are gone but the end is not on disk: the next host can only report it lost.',
  'host.ended-written': 'The end is on disk but was not reported: the next host must report the same end.',
  'host.before-kill': 'A worker was about to be ended: the next host must end it.',
  'host.after-kill': 'A worker was told to end and may have ended: the next host must confirm that it is gone.',
  'host.lost-found': 'A host died and left a worker, and the host that found it dies, too: the third must end it.',
  'ledger.before-commit': 'Events are written but not committed: none of them may be visible.',
  'ledger.committed': 'Events are committed, but the disk has not said that it has them: nobody was told.',
  'ledger.after-commit': 'Events are durable, but their writer does not know yet.',
  'lead.before-append': 'Something was decided but not recorded: the next daemon must decide it again.',
  'lead.after-append': 'The decision is durable but has had no effect: the next daemon must act on it.',
  'file.before-rename': 'A file is written beside its final path: readers must see the previous file, or none.',
  'file.after-rename': 'A file is in place, but its writer has not continued.',
  'inbox.before-claim': 'A dropped file has stopped changing but is not claimed.',
  'inbox.claimed': 'A dropped file has a run id in its name but no run: the next daemon must create that run.',
  'inbox.created':
    'The run exists but its dropped file is still among the claimed ones: the next daemon must move it and create no second run.',
  'inbox.linked':
    'A dropped file is on its shelf and still in the inbox: the next daemon must not shelve it twice, and must still say why it was rejected.',
  'control.asked': 'A command was received but not carried out.',
  'control.done': 'A command was carried out but not answered: repeated, it must not be carried out twice.',
  'handover.objects-in':
    'The commits of a run are in the repository of a person, but no branch has them: asked again, the branch gets them.',
  'handover.branch-moved': 'The branch of a person has the commits of a run, but nobody was told: asked again, nothing is done twice.',
  'handover.branch-made': 'A branch with the commits of a run is made, but nobody was told: asked again, it is there already.',
  'handover.pushed': 'A branch is pushed, but there is no pull request: asked again, only that is missing.',
  'prune.decided': 'A run is to be pruned but its files are all there: the next prune deletes them.',
  'impact.before-record': 'It is known which artifacts are out of date, but no journal says so: it must be found again.',
  'impact.recorded': 'The journal says which artifacts are made again, but nothing has been asked for.',
  'impact.accepted': 'A run that makes an artifact again is accepted but not begun: it must begin, and no second one may.',
  'ahead.begun': 'The tree of a base is being made before the base is captured: the next daemon must need nothing of it.',
  'ahead.made': 'It is there, but nobody has asked for it: it must be used, or go with the run.',
  'projection.before-write': 'Events are durable but have no PROGRESS lines yet.',
  'projection.between-files': 'The lines are in one file but not in the next: both must have them once.',
  'projection.after-write': 'The lines are written but the cursor is not: they must not be written twice.',
} as const satisfies Record<string, string>;

export type FailpointName = keyof typeof PLACES | `effect.${EffectName}.before` | `effect.${Exclude<EffectName, Lasting>}.after`;

/** Every failpoint, with a sentence that describes it. */
export const FAILPOINTS: Readonly<Record<FailpointName, string>> = { ...PLACES, ...placesOfEffects() };

function placesOfEffects(): Record<Exclude<FailpointName, keyof typeof PLACES>, string> {
  const pairs = Object.entries(EFFECTS).flatMap(([kind, { before, after }]) => [
    [`effect.${kind}.before`, before],
    ...(after === null ? [] : [[`effect.${kind}.after`, after]]),
  ]);
  return Object.fromEntries(pairs);
}

/** `host.forked` dies at the first hit, `host.forked:3` at the third. */
const armed = /^(?<name>[a-z.-]+)(?::(?<hit>\d+))?$/.exec(process.env.MUSTER_FAILPOINT ?? '')?.groups;
let hitsLeft = Number(armed?.hit ?? 1);

/** Kills this process with SIGKILL if the environment names this failpoint; otherwise does nothing. */
export function failpoint(name: FailpointName): void {
  if (armed === undefined || armed.name !== name) return;
  hitsLeft -= 1;
  if (hitsLeft === 0 && isFirst()) process.kill(process.pid, 'SIGKILL');
}

/** Called around each effect; the kind is part of the name. A test checks that every kind has its failpoints. */
export function effectFailpoint(kind: string, when: 'before' | 'after'): void {
  failpoint(`effect.${kind}.${when}` as FailpointName);
}

/** With MUSTER_FAILPOINT_ONCE, only one of all processes that inherit it dies: the one that creates that file. */
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
