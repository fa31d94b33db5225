// Translates SQLite errors into ours: which ones are temporary, which mean a damaged file, and which are the disk's fault. The
// original error stays attached as the cause, for `--debug`.

import Database from 'better-sqlite3';
import { MusterError } from '../../contracts/errors.ts';

/** `doing` completes the sentence “could not …”. An error that is not from SQLite is returned unchanged. */
export function ledgerFailure(error: unknown, path: string, doing: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const said = `could not ${doing} in ${path}: ${error.message} (${error.code})`;
  const cause = { cause: error };
  switch (primaryCode(error.code)) {
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return new MusterError('ledger-busy', said, 'Another process is writing to the ledger; the write is retried.', cause);
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return new MusterError('ledger-corrupt', said, repairHint(path), cause);
    case 'SQLITE_FULL':
      return new MusterError('io-failed', said, 'The disk is full: free some space. Everything committed before is safe.', cause);
    case 'SQLITE_READONLY':
    case 'SQLITE_PERM':
    case 'SQLITE_CANTOPEN':
      return new MusterError('io-failed', said, `Check that you have write permission for ${path} and its directory.`, cause);
    case 'SQLITE_IOERR':
    case 'SQLITE_NOMEM':
    case 'SQLITE_NOLFS':
      return new MusterError('io-failed', said, 'Check the disk and its free space. Everything committed before is safe.', cause);
    default:
      return new MusterError('internal', said, 'This is a bug in Muster: please report it.', cause);
  }
}

/** A sync failed, so it is unknown whether the last commits are on the disk; a later sync that succeeds proves nothing about them. */
export function syncFailure(error: unknown, path: string): MusterError {
  const said = error instanceof Error ? error.message : String(error);
  return new MusterError(
    'io-failed',
    `it is not known whether the newest events of ${path} are on the disk: ${said}`,
    'Nothing more is written. Check the disk, then start again: runs continue from what was saved.',
    { cause: error },
  );
}

/** Whether only this statement failed, so that the rest of its transaction can continue. */
export function concernsOneStatement(error: { code: string }): boolean {
  const code = primaryCode(error.code);
  return code === 'SQLITE_CONSTRAINT' || code === 'SQLITE_MISMATCH' || code === 'SQLITE_TOOBIG';
}

/** What to do when the file as a whole cannot be used. */
export function repairHint(path: string): string {
  return (
    `Run \`muster down\`, then move ${path}, ${path}-wal and ${path}-shm away together and restore a backup of all of them; ` +
    'without a backup, the next start creates a new ledger, and `muster import` restores the history from the run folders.'
  );
}

/** SQLITE_IOERR_WRITE, for example, is a kind of SQLITE_IOERR. */
function primaryCode(code: string): string {
  return code.split('_', 2).join('_');
}
