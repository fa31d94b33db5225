// Durable appends per second with 100 concurrent runs, through the ledger as the daemon opens it; compared with inserting the same
// rows by plain better-sqlite3 into the same tables, with the same batches and the same `synchronous`.
//
//   node bench/append.ts [--quick] [--json]

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { openDatabase } from '../runtime/ledger/database.ts';
import { openLedger } from '../runtime/ledger/open.ts';
import { eventCatalogue } from '../skills/events.ts';
import { median, short, timed } from './support/figures.ts';
import { runNames } from './support/homes/run-names.ts';
import { commitsOf, type RunCommit, sampleRun } from './support/homes/sample-run.ts';
import { tell } from './support/row.ts';

const GOAL = 0.8;

await tell(async ({ quick }) => {
  const [runs, looks, rounds] = quick ? [5, 2, 1] : [100, 16, 7];
  const ticks = ticksOf(runs, looks);
  const commits = ticks.flat().length;
  const rates: { ours: number; bare: number; events: number; eventsOnly: number }[] = [];
  await once(ticks); // Warm up until everything is compiled.
  for (let round = 0; round < rounds; round++) rates.push(await once(ticks));
  const [ours, bare] = [median(rates.map((it) => it.ours)), median(rates.map((it) => it.bare))];
  const ratio = median(rates.map((it) => it.ours / it.bare));
  return [
    {
      key: 'append',
      what: `durable appends, ${runs} runs at once`,
      ours: `${short(ours)} commits/s`,
      baseline: `the same rows by bare better-sqlite3: ${short(bare)} commits/s`,
      ratio: `${short(ratio)} ×`,
      goals: [{ what: 'rate', is: ratio, unit: '×', atLeast: GOAL }],
      figures: {
        rounds,
        commits,
        events: rates[0]?.events ?? 0,
        ours,
        bare,
        ratio,
        withoutIndexRows: median(rates.map((it) => it.ours / it.eventsOnly)),
      },
    },
  ];
});

/** The n-th commit of every run is one tick, as in a daemon with that many active runs. */
function ticksOf(runs: number, looks: number): RunCommit[][] {
  const all = runNames(runs).map((run) => commitsOf(run, sampleRun(run, '/home/mira/src/shop', { looks, findings: 1 })));
  return (all[0] ?? []).map((_, n) => all.map((one) => one[n]).filter((it) => it !== undefined));
}

async function once(ticks: readonly RunCommit[][]): Promise<{ ours: number; bare: number; events: number; eventsOnly: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'append-'));
  try {
    const path = join(folder, 'ledger.db');
    const ledger = await openLedger({ path, catalogue: eventCatalogue });
    const took = await timed(async () => {
      for (const tick of ticks) await Promise.all(tick.map((commit) => ledger.append(commit)));
    });
    await ledger.close();
    const rows = await rowsOf(path, ticks);
    const bare = await bareInserts(join(folder, 'bare.db'), rows, true);
    const eventsOnly = await bareInserts(join(folder, 'bare-events.db'), rows, false);
    const rate = (ms: number) => ticks.flat().length / (ms / 1000);
    return { ours: rate(took), bare: rate(bare), eventsOnly: rate(eventsOnly), events: rows.flat().flat().length };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type EventRow = { position: number; stream: number; seq: number; command: string | null; body: string; digest: string };

/** What each tick wrote, commit by commit. */
async function rowsOf(path: string, ticks: readonly RunCommit[][]): Promise<EventRow[][][]> {
  const { database } = await openDatabase(path, { readOnly: true });
  const all = database.prepare<[], EventRow>('SELECT * FROM events ORDER BY position').all();
  database.close();
  let next = 0;
  const taken = (count: number) => {
    next += count;
    return all.slice(next - count, next);
  };
  return ticks.map((tick) => tick.map(({ events }) => taken(events.length)));
}

async function bareInserts(path: string, ticks: readonly EventRow[][][], withIndex: boolean): Promise<number> {
  const { database } = await openDatabase(path);
  database.pragma('foreign_keys = OFF');
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const insert = database.prepare('INSERT INTO events (stream, seq, command, body, digest) VALUES (?, ?, ?, ?, ?)');
  const index = indexRows(database);
  const took = await timed(() => {
    for (const tick of ticks) {
      begin.run();
      for (const rows of tick) {
        const last = rows.at(-1);
        if (withIndex && last) index(last, rows[0]?.seq === 1);
        for (const { stream, seq, command, body, digest } of rows) insert.run(stream, seq, command, body, digest);
      }
      commit.run();
    }
  });
  database.close();
  return took;
}

function indexRows(database: Database.Database): (last: EventRow, isNew: boolean) => void {
  const add = database.prepare('INSERT INTO streams (id, name, seq, digest, ended, created_at, updated_at) VALUES (?, ?, ?, ?, 0, 1, 1)');
  const move = database.prepare('UPDATE streams SET seq = ?, digest = ?, ended = 0, updated_at = ? WHERE id = ?');
  return ({ stream, seq, digest }, isNew) => {
    if (isNew) add.run(stream, `run/r-${stream}`, seq, digest);
    else move.run(seq, digest, seq, stream);
  };
}
