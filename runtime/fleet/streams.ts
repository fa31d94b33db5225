// The JetStream streams and subjects in which the fleet keeps what it shares, created by whichever node comes first.

import { DiscardPolicy, type JetStreamManager, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import { MusterError } from '../../contracts/errors.ts';
import type { StreamName } from '../../contracts/event.ts';
import { requestFailure } from './server.ts';

export const JOURNAL = 'MUSTER_JOURNAL';
export const OBJECTS = 'muster_objects';
export const LOCKS = 'muster_locks';
export const LEASES = 'muster_leases';

const ROOT = 'muster.journal';

/** A run belongs to all nodes; a house, with its trust and its admissions, to a single one. */
export const subjectOf = (stream: StreamName, node: string): string =>
  stream === 'house' ? `${ROOT}.house.${node}` : `${ROOT}.run.${stream.slice('run/'.length)}`;

/** Undefined for the house of another node. */
export function streamOf(subject: string, node: string): StreamName | undefined {
  if (subject === subjectOf('house', node)) return 'house';
  const runs = `${ROOT}.run.`;
  return subject.startsWith(runs) ? `run/${subject.slice(runs.length)}` : undefined;
}

/** Returns the creation time of the journal, which identifies it. */
export async function openJournalStream(manager: JetStreamManager, replicas: number): Promise<{ madeAt: string }> {
  const known = await manager.streams.info(JOURNAL).catch(() => undefined);
  if (known) {
    if (known.config.num_replicas !== replicas) throw otherReplicas(known.config.num_replicas, replicas);
    return { madeAt: String(known.created) };
  }
  const config: Partial<StreamConfig> & { name: string } = {
    name: JOURNAL,
    description: 'The events of Muster',
    subjects: [`${ROOT}.>`],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    num_replicas: replicas,
    deny_delete: true,
    deny_purge: true,
    allow_direct: false,
  };
  try {
    return { madeAt: String((await manager.streams.add(config)).created) };
  } catch (error) {
    throw requestFailure(error, 'make the journal of the fleet');
  }
}

const otherReplicas = (there: number, wanted: number): MusterError =>
  new MusterError(
    'config-invalid',
    `the journal of the fleet has ${there} replicas, and \`fleet.replicas\` says ${wanted}`,
    'It must be the same on all nodes: correct config.yaml here, or change the streams with the `nats` tool first.',
  );
