// What depends on a file, in a lineage of a million edges; compared with one recursive query over the same edges in plain SQLite.
//
//   node bench/lineage.ts [--quick] [--json]

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openDatabase } from '../runtime/ledger/database.ts';
import { createTable, MARKS, readerOf, tableOf } from '../runtime/ledger/indexes/table.ts';
import { node } from '../skills/lineage/edge.ts';
import { LINEAGE } from '../skills/lineage/edges.ts';
import { impactOf } from '../skills/lineage/walk.ts';
import { inTurn, median, ms, short, timed } from './support/figures.ts';
import { runNames } from './support/homes/run-names.ts';
import { tell } from './support/row.ts';

const GOAL = 500;
const PROJECT = '/home/mira/src/shop';
const FILES = 2_000;
/** For each run: what a review of a few files leaves. */
const FINDINGS = 40;

await tell(async ({ quick }) => {
  const folder = mkdtempSync(join(tmpdir(), 'lineage-'));
  try {
    const path = join(folder, 'ledger.db');
    const runs = runNames(quick ? 20 : 5_000);
    const edges = await fill(path, runs);
    bare(join(folder, 'bare.db'), path);
    const [ledger, plain] = [new Database(path, { readonly: true }), new Database(join(folder, 'bare.db'), { readonly: true })];
    const reader = readerOf(ledger, LINEAGE);
    const recursive = plain
      .prepare<[string], string>(
        'WITH RECURSIVE reached (node) AS (VALUES (?) UNION SELECT dependent FROM edges JOIN reached ON source = node) SELECT node FROM reached',
      )
      .pluck();
    let turn = 0;
    let reached = 0;
    const file = () => node.file(`src/file-${(turn++ * 7919) % FILES}.ts`);
    const [ours, other] = await inTurn(
      quick ? 2 : 31,
      () =>
        timed(async () => {
          reached = impactOf(file(), PROJECT, reader, { depth: 100, nodes: Number.POSITIVE_INFINITY }).reached.length;
        }),
      () => timed(async () => void recursive.all(file())),
    );
    const [own, base] = [median(ours), median(other)];
    ledger.close();
    plain.close();
    return [
      {
        key: 'lineage',
        what: `\`impact\` of a file among ${edges.toLocaleString('en')} edges`,
        ours: ms(own),
        baseline: `a recursive query in bare SQLite: ${ms(base)}`,
        ratio: `${short(own / base)} ×`,
        goals: [{ what: 'time', is: own, unit: 'ms', atMost: GOAL }],
        figures: { rounds: ours.length, ours: own, bare: base, edges, reached, slowest: Math.max(...ours) },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Rows as the events of reviews would give them, inserted without those events. */
async function fill(path: string, runs: readonly string[]): Promise<number> {
  const { database } = await openDatabase(path);
  database.pragma('synchronous = OFF');
  database.exec(MARKS);
  createTable(database, LINEAGE);
  const insert = database.prepare(`INSERT INTO ${tableOf(LINEAGE)} VALUES (?, ?, ?, ?, ?, ?, ?)`);
  let edges = 0;
  const put = database.transaction((some: readonly (readonly [number, string])[]) => {
    for (const [n, run] of some) {
      const add = (source: string, dependent: string, kind: string): void => {
        insert.run(n, ++edges, source, dependent, kind, '', run);
      };
      add(node.project(PROJECT), node.run(run), 'REQUIRES');
      const dispatch = `${run}.d1`;
      add(node.run(run), node.dispatch(dispatch), 'GENERATES');
      add(node.dispatch(dispatch), node.result(dispatch), 'GENERATES');
      for (let at = 0; at < FINDINGS; at++) {
        const [raised, finding] = [node.raised(`${dispatch}/f${at}`), node.finding(run, `F-${String(at + 1).padStart(3, '0')}`)];
        const verdict = node.verdict(`${run}.d2`, `F-${at}`);
        add(node.file(`src/file-${(n * 31 + at * 7) % FILES}.ts`), raised, 'REQUIRES');
        add(node.result(dispatch), raised, 'GENERATES');
        add(raised, finding, 'INCLUDES');
        add(finding, verdict, 'REQUIRES');
        add(finding, node.report(run), 'INCLUDES');
      }
    }
  });
  const entries = [...runs.entries()];
  for (let at = 0; at < entries.length; at += 100) put(entries.slice(at, at + 100));
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  return edges;
}

function bare(path: string, from: string): void {
  const database = new Database(path);
  database.prepare('ATTACH ? AS ledger').run(from);
  database.exec(`
    CREATE TABLE edges AS SELECT source, dependent FROM ledger.${tableOf(LINEAGE)};
    CREATE INDEX edges_source ON edges (source);
  `);
  database.close();
}
