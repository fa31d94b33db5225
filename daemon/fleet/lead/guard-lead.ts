// Keeps a run from starting or writing anything once this node has lost the lease of the run.

import { MusterError } from '../../../contracts/errors.ts';
import { wasDecidedBefore } from '../../../runtime/fleet/decided-before.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { World } from '../../lead/decider.ts';

type RunWorld = World<RunEffect, RunObservation, RunEvent>;
/** The lease of the run, as this node has it. */
type LeadLease = { node: string; holds(): boolean; release(): Promise<void> };

export function guardLead(run: string, { node, holds, release }: LeadLease, world: RunWorld): RunWorld {
  const { stream } = world;
  const throwIfLost = (): void => {
    if (!holds()) throw lostLead(run, node);
  };
  return {
    ...world,
    stream: {
      ...stream,
      async append(commit) {
        throwIfLost();
        try {
          return await stream.append(commit);
        } catch (error) {
          // The same commit was made by a loop of this run that this node has just ended.
          if (!wasDecidedBefore(error, `run/${run}`, commit)) throw error;
          return { kind: 'conflict', actualSeq: (await stream.read(commit.expectedSeq)).at(-1)?.seq ?? commit.expectedSeq };
        }
      },
      async read(afterSeq) {
        const events = await stream.read(afterSeq);
        // Read only after a conflict: a `lead.taken` event means that the other node leads now.
        if (events.some((it) => it.type === 'lead.taken' && it.payload.node !== node)) await release();
        return events;
      },
    },
    async perform(effect, signal) {
      throwIfLost();
      return world.perform(effect, signal);
    },
  };
}

const lostLead = (run: string, node: string): MusterError =>
  new MusterError(
    'lead-lost',
    `node ${node} does not lead ${run} any more`,
    'Another node of the fleet may; `muster status` there shows it.',
  );
