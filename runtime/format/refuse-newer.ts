// Refuses a ledger of a newer version of Muster before anything is read from it or written beside it.

import { closeSync, openSync, readSync } from 'node:fs';
import { MusterError } from '../../contracts/errors.ts';
import { APPLICATION_ID, FORMAT, type Format, formatOf, formatText, isNewer } from '../../contracts/format.ts';

export function refuseNewer(found: Format, path: string): void {
  if (!isNewer(found)) return;
  throw new MusterError(
    'ledger-newer',
    `the ledger ${path} was written by a newer version of Muster (format ${formatText(found)}, this version knows ${formatText(FORMAT)})`,
    'Update Muster, or choose another home with MUSTER_HOME.',
  );
}

/** Where SQLite keeps these in the head of a file: four bytes each. */
const HEAD = { bytes: 100, version: 60, application: 68 };

/** Read once per process: when a process closes any descriptor of a file that it has open, the kernel drops all of its locks on it. */
const known = new Map<string, Format | undefined>();

/** Reads only the head of the file, because opening a ledger leaves other files beside it. Call it before the ledger is opened. */
export function refuseNewerHome({ ledger }: { ledger: string }): void {
  if (!known.has(ledger)) known.set(ledger, formatIn(ledger));
  const found = known.get(ledger);
  if (found) refuseNewer(found, ledger);
}

function formatIn(path: string): Format | undefined {
  const head = headOf(path);
  return head?.readInt32BE(HEAD.application) === APPLICATION_ID ? formatOf(head.readInt32BE(HEAD.version)) : undefined;
}

/** Undefined if there is no such file, or a short or unreadable one, about which others complain. */
function headOf(path: string): Buffer | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const head = Buffer.alloc(HEAD.bytes);
    return readSync(file, head, 0, HEAD.bytes, 0) === HEAD.bytes ? head : undefined;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
