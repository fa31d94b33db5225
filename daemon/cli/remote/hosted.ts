// Where a fleet's worker can be watched: on the machine that it runs on, or in the home of the node that leads its run.

import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { attemptOf } from '../../../contracts/ids.ts';
import { exists } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';
import { listedUpTo } from '../../../skills/wording/numbers.ts';
import { recordsIn } from '../../fleet/host/records.ts';
import type { Worker } from '../named/find-worker.ts';
import { ownNode } from './own-node.ts';

export type HostedHere = { key: string; dispatch: string; attempt: number; seat: string; chosen: boolean };

/** The named worker in the home of a host, which has no runs of its own. Undefined if this home hosts no workers. */
export async function hostedHere(given: string, { root }: Home): Promise<HostedHere | undefined> {
  const folder = join(root, 'hosted');
  if (!(await exists(folder))) return undefined;
  const all = (await (await recordsIn(folder)).all()).map(({ key, seat }) => ({ key, seat: seat.name, ...attemptOf(key), chosen: false }));
  if (all.length === 0) return undefined;
  const found = all.find((it) => [it.key, it.dispatch, it.seat].includes(given));
  if (found) return found;
  const named = all.map((it) => `${it.seat} (${it.key})`);
  throw new MusterError('session-unknown', `no worker \`${given}\` is on this host`, `On it are: ${listedUpTo(named, 10)}.`);
}

async function ledElsewhere({ lead }: Worker['view'], home: Home): Promise<Worker['view']['lead']> {
  return lead && (lead.home !== home.root || lead.node !== (await ownNode(home))) ? lead : undefined;
}

/** Throws if the worker's terminal is on another machine. */
export async function mustHaveTerminal({ view, dispatch, attempt }: Worker, home: Home): Promise<void> {
  const at = attempt?.host ?? (await ledElsewhere(view, home));
  if (!attempt || !at) return;
  const key = `${dispatch.id}.${attempt.attempt}`;
  throw new MusterError(
    'session-unknown',
    `${dispatch.seat} (${key}) is on ${at.node}, and its terminal is there`,
    `On ${at.node}: MUSTER_HOME=${at.home} muster attach ${key}${attempt.host ? `. What it prints is here, too: muster logs ${key} -f` : ''}`,
  );
}

/** Why a worker's transcript is not here: it is in the home of the node that led its run, and a host sends it with a short delay. */
export async function noTranscriptHere({ view, dispatch, attempt }: Worker, home: Home): Promise<MusterError | undefined> {
  const key = `${dispatch.id}.${attempt?.attempt ?? 1}`;
  const lead = await ledElsewhere(view, home);
  if (lead)
    return new MusterError(
      'session-unknown',
      `what ${dispatch.seat} (${key}) printed is on node ${lead.node}, which leads ${view.id}`,
      `On ${lead.node}: MUSTER_HOME=${lead.home} muster logs ${key}`,
    );
  if (!attempt?.host) return undefined;
  return new MusterError(
    'session-unknown',
    `nothing that ${dispatch.seat} (${key}) printed has come from host ${attempt.host.node} yet`,
    '`muster status` shows whether that host responds.',
  );
}
