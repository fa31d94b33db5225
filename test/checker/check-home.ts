// Independently checks a home in which everything has ended. It reads files in their documented formats and imports nothing of the
// program, so that no bug of the program can hide itself. Prints one line for each difference.

import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { checkEventOrder, checkHouse, isPruned } from './event-order.ts';
import type { Say } from './findings.ts';
import { checkInbox } from './inbox.ts';
import { type Journal, readJournal } from './journal.ts';
import { checkLines } from './lines.ts';
import { checkRunFiles } from './run-files.ts';
import { checkLiving, checkSessions } from './sessions.ts';
import { checkChecks, checkStages } from './stages.ts';
import { checkNamed, checkStore } from './store.ts';

export type Checked = { runs: number; events: number; differences: string[] };

/** In a fleet, the files of a run are in the homes of all nodes that led it; `others` are the other homes. */
export function checkHome(home: string, others: readonly string[] = []): Checked {
  const root = realpathSync(home);
  const roots = [root, ...others.map((it) => realpathSync(it))];
  const differences: string[] = [];
  const say: Say = (line) => void differences.push(line);
  let journal: Journal;
  try {
    journal = readJournal(join(root, 'ledger.db'), say);
  } catch (error) {
    return { runs: 0, events: 0, differences: [...differences, `ledger: cannot be read: ${String(error)}`] };
  }
  const runs = [...journal.streams].filter(([stream]) => stream !== 'house');
  for (const [stream, facts] of runs) {
    const run = stream.slice('run/'.length);
    checkEventOrder(run, facts, say);
    if (isPruned(facts)) continue;
    checkNamed(roots, run, facts, say);
    checkRunFiles(roots, run, facts, say);
    checkStages(root, run, facts, say);
  }
  checkHouse(journal, say);
  checkInbox(roots, journal, say);
  checkStore(root, say);
  checkLines(root, journal, say);
  checkSessions(root, journal, say);
  checkChecks(root, journal, say);
  checkLiving(root, journal, say);
  return { runs: runs.length, events: journal.facts.length, differences };
}
