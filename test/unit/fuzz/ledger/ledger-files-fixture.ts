// Ledger files with real runs in them, and what may be said of a damaged one.

import { mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../contracts/errors.ts';
import type { StreamName } from '../../../../contracts/event.ts';
import { instant } from '../../../../contracts/time.ts';
import { evolveRun } from '../../../../daemon/lead/run/evolve-run.ts';
import { viewRun } from '../../../../daemon/lead/run/view-run.ts';
import { foldHouse, foldRun } from '../../../../daemon/process/fold.ts';
import { canonicalJson } from '../../../../runtime/canonical.ts';
import { openLedger } from '../../../../runtime/ledger/open.ts';
import { eventCatalogue, type MusterLedger, type RunRecord } from '../../../../skills/events.ts';
import { RUN_REDUCER, type RunState } from '../../../../skills/run/state.ts';
import { NO_FAULTS } from '../../../simulation/fault-plan.ts';
import { simulate } from '../../../simulation/simulate.ts';

export const RUNS = ['r-aaaaaa', 'r-bbbbbb', 'r-cccccc', 'r-dddddd'] as const;

export const streamOf = (run: string): StreamName => `run/${run}`;

/** The events of a calm simulated run, renamed to another run. */
export async function storyOf(run: string, seed: number): Promise<RunRecord[]> {
  const { journal } = await simulate(seed, { rates: NO_FAULTS, behaviours: ['good'] });
  return JSON.parse(JSON.stringify(journal).replaceAll('r-aaaaaa', run)) as RunRecord[];
}

export const STORIES = await Promise.all(RUNS.map(async (run, at) => ({ run, events: await storyOf(run, at + 1) })));

async function tell(path: string): Promise<void> {
  const ledger = await openLedger({ path, catalogue: eventCatalogue, epoch: 1 });
  for (const { run, events } of STORIES) {
    await appendAll(ledger, run, events);
  }
  await ledger.append({
    stream: 'house',
    expectedSeq: 0,
    commandId: 'up',
    actor: { kind: 'lead' },
    at: Date.UTC(2026, 0, 1),
    events: [{ type: 'daemon.started', payload: { epoch: 1, pid: 7, version: '0.1.0', maxConcurrentRuns: 4 } }],
  });
  const [first] = RUNS;
  await ledger.saveSnapshot(streamOf(first), {
    seq: 5,
    reducerVersion: RUN_REDUCER,
    state: STORIES[0]?.events.slice(0, 5).reduce<RunState | undefined>(evolveRun, undefined),
  });
  await ledger.saveCursor('lines', 3, { '/progress.log': 17 });
  await ledger.close();
}

export async function appendAll(ledger: MusterLedger, run: string, events: readonly RunRecord[]): Promise<void> {
  for (const [seq, event] of events.entries()) {
    const commandId = `c${seq}`;
    await ledger.append({
      stream: streamOf(run),
      expectedSeq: seq,
      commandId,
      actor: { kind: 'lead' },
      at: instant(event.at),
      events: [event],
    });
  }
}

export type Seen = { kind: 'refused'; error: MusterError } | { kind: 'open'; runs: Map<string, string | MusterError>; rest: MusterError[] };

/** Everything that a command or a starting daemon reads. Whatever is no MusterError is thrown on: it is a crash. */
export async function look(path: string, readOnly = true): Promise<Seen> {
  const ledger = await openLedger({ path, catalogue: eventCatalogue, readOnly }).catch(ours);
  if (ledger instanceof MusterError) return { kind: 'refused', error: ledger };
  const rest: MusterError[] = [];
  const runs = new Map<string, string | MusterError>();
  const note = async (reading: Promise<unknown>) => {
    const seen = await reading.catch(ours);
    if (seen instanceof MusterError) rest.push(seen);
    return seen;
  };
  try {
    const rows = await note(ledger.streams());
    if (Array.isArray(rows)) {
      for (const { stream } of rows as { stream: string }[]) {
        if (stream === 'house') await note(foldHouse(ledger));
        else {
          const run = stream.slice('run/'.length);
          runs.set(run, await foldRun(ledger, run).then((state) => canonicalJson(viewRun(state)), ours));
        }
      }
    }
    await note(ledger.since(0, 10_000));
    await note(ledger.cursor('lines'));
    await note(ledger.claim('x'));
    await ledger.quickCheck();
    return { kind: 'open', runs, rest };
  } finally {
    await ledger.close();
  }
}

export function ours(error: unknown): MusterError {
  if (error instanceof MusterError) return error;
  throw error;
}

export type Context = { folder: string; path: string; whole: Buffer; truth: Truth };

/** What a run may be seen as. */
export type Truth = Map<string, ReadonlySet<string>>;

/** Before the tests of a suite: a file with every run in it, and what is true of each. */
export async function wholeFile(context: Context): Promise<void> {
  context.folder = realpathSync(mkdtempSync(join(tmpdir(), 'fuzz-')));
  context.path = join(context.folder, 'ledger.db');
  await tell(context.path);
  context.whole = readFileSync(context.path);
  const seen = await look(context.path);
  assert.is(seen.kind, 'open');
  if (seen.kind === 'open') {
    context.truth = new Map([...seen.runs].map(([run, view]) => [run, new Set([String(view)])]));
    assert.equal([...seen.runs.keys()], [...RUNS]);
    assert.ok([...seen.runs.values()].every((it) => typeof it === 'string') && seen.rest.length === 0);
  }
}
