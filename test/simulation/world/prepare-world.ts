// Prepares a simulated world before its first daemon starts: the task, what a person has allowed and dismissed, the run whose plan
// is carried out, and perhaps another run that occupies a slot.

import { MusterError } from '../../../contracts/errors.ts';
import type { HouseEvent } from '../../../contracts/house-event.ts';
import { dismissedPath, withDismissal } from '../../../daemon/dismissals/dismissed.ts';
import { eventCatalogue } from '../../../skills/events.ts';
import { placed } from '../random.ts';
import { type Asked, firstEvent, PROJECT, RUN } from './first-event.ts';
import { DISMISSED } from './people/answers.ts';
import type { Options, World } from './world.ts';

export function prepareWorld({ ledger, disk, time, config, company, other }: World, seed: number, options: Options, asked: Asked): void {
  ledger.write({
    stream: `run/${RUN}`,
    expectedSeq: 0,
    commandId: 'drop',
    actor: { kind: 'person' },
    at: time.wall(),
    events: [firstEvent(seed, config, company.asked, asked)],
  });
  for (const commit of options.earlier ?? []) ledger.write(commit);
  const earlier: HouseEvent[] = [
    ...(other
      ? (['admission.asked', 'admission.granted'] as const).map((type): HouseEvent => ({ type, payload: { run: other.run } }))
      : []),
    ...(placed(seed, 'consent').chance(0.1)
      ? []
      : [{ type: 'project.allowed' as const, payload: { project: PROJECT, providers: ['claude', 'codex'] } }]),
  ];
  if (placed(seed, 'dismissed').chance(0.3))
    disk.write(dismissedPath(PROJECT), withDismissal(undefined, { fingerprint: DISMISSED, why: 'it is generated' }, ''));
  if (earlier.length > 0)
    ledger.write({ stream: 'house', expectedSeq: 0, commandId: 'earlier', actor: { kind: 'house' }, at: time.wall(), events: earlier });
}

/** A catalogue without one type of event. */
export const without = (type: string): typeof eventCatalogue => ({
  ...eventCatalogue,
  check(stream, event) {
    if (stream !== 'house' && event.type === type) throw new MusterError('event-invalid', `${type} cannot be written to ${stream}`, '');
    eventCatalogue.check(stream, event);
  },
});
