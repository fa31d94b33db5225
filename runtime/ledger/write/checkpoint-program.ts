// Runs on a thread of its own, beside the connections of the ledger: at each message it moves what is in SQLite's log into the
// file, and says whether that went well. It reads no event and decides nothing.

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
