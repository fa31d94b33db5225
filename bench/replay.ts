// Opening a run of 10,000 events without a cached fold: it is read, verified and folded. Compared with reading the same rows by
// plain better-sqlite3 and parsing each with `JSON.parse`; the time for parsing alone is also shown.
//
//   node bench/replay.ts [--quick] [--json]

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foldRun } from '../daemon/process/fold.ts';
import { openDatabase } from '../runtime/ledger/database.ts';
import { openLedger } from '../runtime/ledger/open.ts';
import { eventCatalogue } from '../skills/events.ts';
import { inTurn, median, ms, short, timed } from './support/figures.ts';
import { commitsOf, sampleRun } from './support/homes/sample-run.ts';
import { tell } from './support/row.ts';

const GOAL = 2;
const RUN = 'r-replay';

await tell(async ({ quick }) => {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));
  try {
    const path = join(folder, 'ledger.db');
    const events = await write(path, quick ? 3 : 278);
    const bodies = await bodiesOf(path);
    const fold = () => timed(() => foldOnce(path));
    const parse = () => timed(async () => (await bodiesOf(path)).map((body) => JSON.parse(body) as unknown));
    const cold = await fold();
    const [ours, bare] = await inTurn(quick ? 1 : 25, fold, parse);
    const [own, other] = [median(ours), median(bare)];
    const parses: number[] = [];
    for (const _ of bare) parses.push(await timed(() => bodies.map((body) => JSON.parse(body) as unknown)));
    return [
      {
        key: 'replay',
        what: `cold replay of a run of ${events.toLocaleString('en')} events`,
        ours: ms(own),
        baseline: `the same rows read and \`JSON.parse\`d: ${ms(other)}`,
        ratio: `${short(own / other)} ×`,
        goals: [{ what: 'time', is: own / other, unit: '×', atMost: GOAL }],
        figures: {
          rounds: ours.length,
          events,
          bytes: bodies.join('').length,
          ours: own,
          bare: other,
          parseOnly: median(parses),
          firstEver: cold,
        },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function write(path: string, looks: number): Promise<number> {
  const ledger = await openLedger({ path, catalogue: eventCatalogue });
  const commits = commitsOf(RUN, sampleRun(RUN, '/home/mira/src/shop', { looks, findings: 14 }));
  for (const commit of commits) await ledger.append(commit);
  await ledger.close();
  return commits.flatMap(({ events }) => events).length;
}

async function foldOnce(path: string): Promise<void> {
  const ledger = await openLedger({ path, catalogue: eventCatalogue, readOnly: true });
  await foldRun(ledger, RUN);
  await ledger.close();
}

async function bodiesOf(path: string): Promise<string[]> {
  const { database } = await openDatabase(path, { readOnly: true });
  const bodies = database.prepare<[], string>('SELECT body FROM events ORDER BY position').pluck().all();
  database.close();
  return bodies;
}
