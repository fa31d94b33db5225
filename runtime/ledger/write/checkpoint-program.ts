// The checkpoint thread of a ledger. At each message it moves SQLite's log into the file and answers whether that worked. It reads
// no events and decides nothing.

import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

const database = new Database(String(workerData), { fileMustExist: true, timeout: 0 });
database.pragma('synchronous = FULL');
const move = database.prepare<[], [busy: number]>('PRAGMA wal_checkpoint(PASSIVE)').raw();

parentPort?.on('message', () => parentPort?.postMessage(isMoved()));

function isMoved(): boolean {
  try {
    return move.get()?.[0] === 0;
  } catch {
    return false;
  }
}
