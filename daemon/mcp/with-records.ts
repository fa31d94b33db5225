// How tools read: the ledger is opened for the calls in progress and closed after the last of them, so that a
// client that stays connected for days holds nothing open and one that sends many calls at once opens it once.

import { MusterError } from '../../contracts/errors.ts';
import { openRecords, type Records } from '../cli/named/records.ts';
import type { ToolContext } from './tool.ts';

type Shared = { records: Promise<Records | undefined>; users: number };

const shared = new WeakMap<ToolContext, Shared>();

export async function withRecords<T>(here: ToolContext, read: (records: Records) => Promise<T>): Promise<T> {
  const it = shared.get(here) ?? { records: openRecords(here), users: 0 };
  shared.set(here, it);
  it.users += 1;
  try {
    const records = await it.records;
    if (records === undefined)
      throw new MusterError('run-unknown', `nothing has run yet in ${here.home.root}`, 'Call `run_submit` to start a first run.');
    return await read(records);
  } finally {
    it.users -= 1;
    if (it.users === 0) {
      shared.delete(here);
      await it.records.then(
        (records) => records?.[Symbol.asyncDispose](),
        () => undefined,
      );
    }
  }
}
