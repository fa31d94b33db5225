// How tools read: the ledger is opened for one answer and closed again, so that a client that stays for days holds nothing.

import { MusterError } from '../../contracts/errors.ts';
import { openRecords, type Records } from '../cli/named/records.ts';
import type { Here } from './tool.ts';

export async function reading<T>(here: Here, read: (records: Records) => Promise<T>): Promise<T> {
  const records = await openRecords(here);
  if (records === undefined)
    throw new MusterError('run-unknown', `nothing has run yet in ${here.home.root}`, 'Call `run_submit` to start a first run.');
  await using open = records;
  return await read(open);
}
