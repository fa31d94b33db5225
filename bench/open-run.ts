// Opening one run of a hundred events in a ledger of 1,000,000 events, compared with the same run in a ledger of 1,000.
//
//   node bench/open-run.ts [--quick] [--json]

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foldRun } from '../daemon/process/fold.ts';
import { canonicalJson } from '../runtime/canonical.ts';
import { openDatabase } from '../runtime/ledger/database.ts';
import { seal } from '../runtime/ledger/digest.ts';
import { openLedger } from '../runtime/ledger/open.ts';
import { eventCatalogue } from '../skills/events.ts';
import { inTurn, median, ms, short, timed } from './support/figures.ts';
import { runNames } from './support/homes/run-names.ts';
import { sampleRun } from './support/homes/sample-run.ts';
import { tell } from './support/row.ts';

const GOAL = 1.5;
/** For one run. */
const EVENTS = 100;

await tell(async ({ quick }) => {
  const folder = mkdtempSync(join(tmpdir(), 'open-'));
  try {
    const [few, many] = [10, quick ? 50 : 10_000];
    const small = await fill(join(folder, 'small.db'), few);
    const large = await fill(join(folder, 'large.db'), many);
    let turn = 0;
    // A different one each time, from all over the file.
    const open = (path: string, runs: readonly string[]) => timed(() => openOne(path, runs[(turn++ * 7919) % runs.length] ?? ''));
    await open(small.path, small.runs);
    const [ours, other] = await inTurn(
      quick ? 2 : 101,
      () => open(large.path, large.runs),
      () => open(small.path, small.runs),
    );
    const [own, base] = [median(ours), median(other)];
    const count = (runs: number) => (runs * EVENTS).toLocaleString('en');
    return [
      {
        key: 'open-run',
        what: `opening one run in a ledger of ${count(many)} events`,
        ours: ms(own),
        baseline: `in a ledger of ${count(few)}: ${ms(base)}`,
        ratio: `${short(own / base)} ×`,
        goals: [{ what: 'time', is: own / base, unit: '×', atMost: GOAL }],
        figures: { rounds: ours.length, ours: own, small: base },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function openOne(path: string, run: string): Promise<void> {
  const ledger = await openLedger({ path, catalogue: eventCatalogue, readOnly: true });
  await foldRun(ledger, run);
  await ledger.close();
}

/** Sealed as the ledger does, but inserted without its checks: a million appends would take a minute. */
async function fill(path: string, count: number): Promise<{ path: string; runs: string[] }> {
  const { database } = await openDatabase(path);
  database.pragma('synchronous = OFF');
  const addStream = database.prepare(
    'INSERT INTO streams (id, name, seq, digest, ended, created_at, updated_at) VALUES (?, ?, ?, ?, 0, 1, 1)',
  );
  const addEvent = database.prepare('INSERT INTO events (stream, seq, command, body, digest) VALUES (?, ?, NULL, ?, ?)');
  const actor = canonicalJson({ kind: 'lead' });
  const runs = runNames(count);
  database.pragma('foreign_keys = OFF');
  const put = database.transaction((some: readonly [number, string][]) => {
    for (const [n, run] of some) {
      let prev = '';
      let seq = 0;
      for (const { type, payload } of sampleRun(run, '/p', { looks: 8, findings: 2 }).flat().slice(0, EVENTS)) {
        seq += 1;
        const event = {
          actor,
          at: '2026-11-21T10:15:30.120Z',
          commandId: JSON.stringify(`${run}:${seq}`),
          payload: canonicalJson(payload),
          prev,
          seq,
          type,
        } as const;
        const { body, digest } = seal({ ...event, stream: `run/${run}` });
        addEvent.run(n + 1, seq, body, digest);
        prev = digest;
      }
      addStream.run(n + 1, `run/${run}`, seq, prev);
    }
  });
  const entries = [...runs.entries()];
  for (let at = 0; at < entries.length; at += 500) put(entries.slice(at, at + 500));
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  return { path, runs };
}
